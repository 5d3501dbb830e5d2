#pragma once

#include "bridge/ports/outage.hpp"
#include "bridge/ports/room_history.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// A room whose events stand in a row; a token is how many stand before the place. Each reader may see what he is let.
class FakeRoomHistory final : public bridge::RoomHistory {
public:
    using Events = std::vector<bridge::MatrixEvent>;

    bridge::Task<bridge::Answer<bridge::HistoryPage>> page(mapping::UserId as, bridge::HistoryQuery query) override {
        queries.push_back(query);
        readers.push_back(as);
        if (is_down) {
            throw bridge::Outage{"down"};
        }
        if (is_silent) {
            boost::asio::steady_timer never{co_await boost::asio::this_coro::executor, std::chrono::hours{1}};
            co_await never.async_wait(boost::asio::use_awaitable);
        }
        if (forbidden.contains(as)) {
            co_return bridge::Refusal{403, "M_FORBIDDEN", "not in the room"};
        }
        co_return query.direction == bridge::Reading::forwards ? forwards(as, query) : backwards(as, query);
    }

    bridge::Task<bridge::Answer<bridge::HistoryPlace>> around(mapping::UserId as, mapping::RoomId /*room*/,
                                                              mapping::EventId event) override {
        const auto found = std::ranges::find(events, event, &bridge::MatrixEvent::id);
        if (found == events.end() || !sees(as, *found)) {
            co_return bridge::Refusal{404, "M_NOT_FOUND", "no such event"};
        }
        const auto at = found - events.begin();
        co_return bridge::HistoryPlace{*found, std::to_string(at), std::to_string(at + 1), names[found->sender]};
    }

    bridge::Task<bridge::Answer<std::optional<mapping::EventId>>> nearest(mapping::UserId /*as*/,
                                                                          mapping::RoomId /*room*/, std::int64_t at_ms,
                                                                          bridge::Reading direction) override {
        std::optional<mapping::EventId> nearest;
        for (const auto& event : events) {
            if (direction == bridge::Reading::forwards && event.at_ms >= at_ms) {
                co_return event.id;
            }
            if (event.at_ms <= at_ms) {
                nearest = event.id;
            }
        }
        co_return direction == bridge::Reading::forwards ? std::nullopt : nearest;
    }

    Events events;
    std::map<mapping::UserId, std::string> names;
    std::map<mapping::UserId, std::set<mapping::EventId>> hidden; ///< from whom
    std::set<mapping::UserId> forbidden;                          ///< who may not read at all
    std::size_t most_per_page = 3;
    bool is_down = false;
    bool is_silent = false; ///< never answers
    std::vector<bridge::HistoryQuery> queries;
    std::vector<mapping::UserId> readers;

private:
    static std::size_t place(const std::string& token, std::size_t otherwise) {
        return token.empty() ? otherwise : std::stoul(token);
    }
    bool sees(const mapping::UserId& user, const bridge::MatrixEvent& event) const {
        const auto found = hidden.find(user);
        return found == hidden.end() || !found->second.contains(event.id);
    }
    void add(const mapping::UserId& as, const bridge::HistoryQuery& query, const bridge::MatrixEvent& event,
             bridge::HistoryPage& page) const {
        const bool is_message = std::holds_alternative<mapping::Message>(event.content);
        if (is_message && sees(as, event) && (!query.sender || *query.sender == event.sender)) {
            page.events.push_back(event);
        }
    }
    bridge::HistoryPage forwards(const mapping::UserId& as, const bridge::HistoryQuery& query) const {
        bridge::HistoryPage page{.events = {}, .names = names, .next = {}};
        const auto end = std::min(place(query.to, events.size()), events.size());
        auto at = place(query.from, 0);
        const auto page_end = std::min(end, at + most_per_page);
        for (; at < page_end; ++at) {
            add(as, query, events[at], page);
        }
        page.next = at < end ? std::to_string(at) : "";
        return page;
    }
    bridge::HistoryPage backwards(const mapping::UserId& as, const bridge::HistoryQuery& query) const {
        bridge::HistoryPage page{.events = {}, .names = names, .next = {}};
        const auto end = place(query.to, 0);
        auto at = place(query.from, events.size());
        for (std::size_t count = 0; count < most_per_page && at > end; ++count) {
            add(as, query, events[--at], page);
        }
        page.next = at > end ? std::to_string(at) : "";
        return page;
    }
};

} // namespace bascule::fakes
