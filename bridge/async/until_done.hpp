#pragma once

#include "bridge/async/backoff.hpp"
#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <chrono>
#include <string>

namespace bascule::bridge {

/// Tries again, with pauses that grow, for as long as it meets an outage.
template <class Attempt>
Task<void> until_done(std::string what, Attempt attempt) {
    Backoff backoff{std::chrono::milliseconds{100}, std::chrono::seconds{15}};
    for (;;) {
        try {
            co_await attempt();
            co_return;
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("{} waits: {}", what, outage.what());
        }
        co_await pause(backoff.next());
    }
}

} // namespace bascule::bridge
