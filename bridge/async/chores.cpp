#include "bridge/async/chores.hpp"

#include "bridge/async/backoff.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

// More than this at once is a flood; what is left out is found again when the room is entered anew.
constexpr std::size_t most_waiting = 1'000;
constexpr int most_tries = 50;

} // namespace

void Chores::add(std::string name, Act act) {
    const auto same = std::ranges::find(waiting_, name, &Chore::name);
    if (same != waiting_.end()) {
        same->act = std::move(act);
        return;
    }
    if (waiting_.size() >= most_waiting) {
        log(LogPart::bridge).warn("too much to do at once: {} is left out", name);
        return;
    }
    waiting_.push_back({std::move(name), std::move(act)});
    changed_.notify_all();
}

Task<void> Chores::run() {
    for (;;) {
        while (waiting_.empty()) {
            co_await changed_.wait();
        }
        const auto chore = std::move(waiting_.front());
        waiting_.pop_front();
        Backoff backoff{200ms, 15s};
        for (int tries = 0; tries < most_tries; ++tries) {
            const auto outcome = co_await attempt(chore);
            if (outcome == Outcome::ended) {
                break;
            }
            co_await pause(backoff.next());
        }
    }
}

Task<Chores::Outcome> Chores::attempt(const Chore& chore) {
    try {
        auto task = chore.act();
        co_await std::move(task);
    } catch (const Outage& outage) {
        log(LogPart::bridge).info("{} waits: {}", chore.name, outage.what());
        co_return Outcome::away;
    } catch (const boost::system::system_error&) { // the end of the task
        throw;
    } catch (const std::exception& fault) { // one must not keep the others from being done
        log(LogPart::bridge).error("{}: {}", chore.name, fault.what());
    }
    co_return Outcome::ended;
}

} // namespace bascule::bridge
