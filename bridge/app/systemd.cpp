#include "bridge/app/systemd.hpp"

#include "bridge/async/signal.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>

namespace bascule::app {

namespace {

using namespace std::chrono_literals;

// Whether anybody listens is no concern of ours, hence the results are not looked at.
void notify(const std::string& message) {
    sd_notify(0, message.c_str());
}

std::string monotonic_microseconds() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::to_string(std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000);
}

} // namespace

void notify_ready() {
    notify("READY=1");
}

void notify_stopping() {
    notify("STOPPING=1");
}

void notify_reloading() {
    notify("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds());
}

bridge::Task<void> keep_watchdog() {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0) {
        co_return;
    }
    const auto half = std::chrono::microseconds{microseconds / 2};
    const auto period = std::max(1ms, std::chrono::duration_cast<std::chrono::milliseconds>(half));
    for (;;) {
        notify("WATCHDOG=1");
        co_await bridge::pause(period);
    }
}

} // namespace bascule::app
