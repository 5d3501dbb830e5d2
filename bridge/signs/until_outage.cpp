#include "bridge/signs/until_outage.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <utility>

namespace bascule::bridge {

Task<void> until_outage(Task<void> sign) {
    try {
        co_await std::move(sign);
    } catch (const Outage& outage) {
        log(LogPart::bridge).debug("a sign is lost: {}", outage.what());
    }
}

} // namespace bascule::bridge
