#include "bridge/gateway/joiner_history.hpp"

#include "bridge/async/race.hpp"
#include "bridge/gateway/history_limits.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <iterator>

namespace bascule::bridge {

namespace {

// A page may hold nothing that the joiner may read; entering does not wait for more than these.
constexpr int most_pages = 3;

} // namespace

Task<std::vector<SeatMessage>> JoinerHistory::for_newcomer(Newcomer newcomer) {
    std::vector<SeatMessage> messages;
    const auto now = now_();
    const auto reach = reach_of(newcomer.limits, now);
    if (reach.messages == 0) {
        co_return messages;
    }
    HistoryPage page;
    try {
        auto read = latest(newcomer, reach.messages, reach.since_ms);
        page = co_await within(patience_, "the history of " + newcomer.muc.str(), std::move(read));
    } catch (const Outage& outage) {
        log(LogPart::bridge)
            .info("{} enters {} without history: {}", newcomer.session.str(), newcomer.muc.str(), outage.what());
    }
    std::ranges::reverse(page.events);
    auto past = co_await archive_.archived(newcomer.muc, std::move(page));
    for (auto& archived : past) {
        archived.said.to = newcomer.session;
        archived.said.delay_ms = archived.at_ms;
        messages.push_back(std::move(archived.said));
    }
    co_return limited(std::move(messages), newcomer.limits, now);
}

// Newest first.
Task<HistoryPage> JoinerHistory::latest(const Newcomer& newcomer, int at_most, std::int64_t since_ms) {
    HistoryQuery query{.room = newcomer.room, .at_most = at_most};
    HistoryPage all;
    for (int number = 0; number < most_pages; ++number) {
        auto page = co_await history_.page(newcomer.ghost, query);
        if (!page) {
            log(LogPart::bridge)
                .info("{} may not read {}: {}", newcomer.ghost.str(), query.room.str(), page.error().reason);
            break;
        }
        // One that is old among younger ones is somebody's wrong clock.
        const auto is_old = [since_ms](const MatrixEvent& event) { return event.at_ms < since_ms; };
        const bool is_enough = !page->events.empty() && std::ranges::all_of(page->events, is_old);
        std::ranges::move(page->events, std::back_inserter(all.events));
        all.names.merge(page->names);
        if (page->next.empty() || is_enough || static_cast<int>(all.events.size()) >= at_most) {
            break;
        }
        query.from = std::move(page->next);
    }
    co_return all;
}

} // namespace bascule::bridge
