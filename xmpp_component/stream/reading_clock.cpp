#include "xmpp_component/stream/reading_clock.hpp"

namespace bascule::xmpp {

void ReadingClock::start() {
    since_ = Clock::now();
    is_running_ = true;
    changed_.notify_all();
}

void ReadingClock::stop() {
    before_ = elapsed();
    is_running_ = false;
}

ReadingClock::Clock::duration ReadingClock::elapsed() const {
    return is_running_ ? before_ + (Clock::now() - since_) : before_;
}

bridge::Task<void> ReadingClock::elapse(std::chrono::milliseconds duration) {
    const auto until = elapsed() + duration;
    while (elapsed() < until) {
        if (is_running_) {
            co_await bridge::pause(std::chrono::ceil<std::chrono::milliseconds>(until - elapsed()));
        } else {
            co_await changed_.wait();
        }
    }
}

} // namespace bascule::xmpp
