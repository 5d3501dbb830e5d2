#include "bridge/app/stop_guard.hpp"

#include "bridge/app/exit_code.hpp"
#include "bridge/log.hpp"

#include <cstdlib>

namespace bascule::app {

StopGuard::StopGuard(std::chrono::milliseconds patience)
    : thread_{[this, patience](const std::stop_token& ended) { watch(ended, patience); }} {}

void StopGuard::watch(const std::stop_token& ended, std::chrono::milliseconds patience) {
    std::unique_lock lock{mutex_};
    condition_.wait_for(lock, ended, patience, [&] { return ended.stop_requested(); });
    if (!ended.stop_requested()) {
        bridge::log(bridge::LogPart::app)
            .error("the stop has not come to its end within {} ms; ending at once", patience.count());
        std::_Exit(exit_failure);
    }
}

} // namespace bascule::app
