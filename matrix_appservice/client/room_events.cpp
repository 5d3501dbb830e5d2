#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/client/homeserver_client.hpp"
#include "matrix_appservice/client/room_rights.hpp"
#include "matrix_appservice/json_text.hpp"
#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/percent_encoding.hpp"
#include "matrix_appservice/said/said_content.hpp"
#include "matrix_appservice/vendor_keys.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Task;

namespace {

constexpr int events_per_page = 100;
constexpr int pages_searched = 10;

// CS API, "GET /rooms/{roomId}/messages": a page of history, newest first.
struct Page {
    std::vector<bridge::HistoryEvent> events;
    std::string next; ///< where the following page begins; empty at the end
};

Page page_in(const std::string& text) {
    Page page;
    const auto chunk = elements_of(member_of(text, "chunk"));
    if (!chunk) {
        throw bridge::Outage{"the homeserver's page of history is not readable"};
    }
    for (const auto event : *chunk) {
        // Each is read on its own, so that one of wrong shape does not hide the others.
        const auto id = parse_json(member_of(event, "event_id"));
        auto parsed = mapping::EventId::parse(id && id->is_string() ? id->get<std::string>() : "");
        if (parsed) {
            const auto at = parse_json(member_of(event, "origin_server_ts"));
            const auto at_ms = at ? integer_of(*at) : std::nullopt;
            page.events.push_back({std::move(*parsed), std::string{event}, at_ms.value_or(0)});
        }
    }
    const auto next = parse_json(member_of(text, "end"));
    page.next = next && next->is_string() && !chunk->empty() ? next->get<std::string>() : "";
    return page;
}

std::string page_query(int limit, const std::string& from) {
    auto query = "dir=b&limit=" + std::to_string(limit);
    return from.empty() ? query : query + "&from=" + percent_encoded(from);
}

// Anybody may write a key into his own messages; only the one whom it is sought for counts.
bool was_sent_by(const bridge::HistoryEvent& event, const mapping::UserId& sender, const std::string& key) {
    const auto parsed = parse_json(event.json);
    return parsed && string_in(*parsed, "sender") == sender.str() &&
           string_in(object_in(*parsed, "content"), sent_key_name) == key;
}

} // namespace

// CS API, "Events on room membership changes": one's own member event may be sent as state. What it says besides, such
// as the avatar, stays.
Task<Answer<void>> HomeserverClient::set_room_name_of(mapping::UserId ghost, mapping::RoomId room, std::string name) {
    ApiCall call{.name = "member_state",
                 .method = "GET",
                 .path = v3_path({"rooms", room.str(), "state", "m.room.member", ghost.str()}),
                 .as = ghost};
    const auto present = co_await api_.call(std::move(call));
    const auto before = present ? parse_json(*present) : mapping::Error{};
    nlohmann::json content{{"membership", "join"}, {"displayname", name}};
    if (const auto avatar = before ? string_in(*before, "avatar_url") : std::nullopt) {
        content["avatar_url"] = *avatar;
    }
    co_return co_await set_state(ghost, std::move(room), "m.room.member", ghost.str(), json_text_of(content));
}

Task<Answer<mapping::EventId>> HomeserverClient::put(mapping::UserId as, mapping::RoomId room, EventDraft draft,
                                                     bridge::SendToken token) {
    const auto transaction = transaction_id_of(token.key);
    const bool redacts = !draft.redacts.empty();
    ApiCall call{
        .name = redacts ? "redact" : "send",
        .method = "PUT",
        .path = redacts ? v3_path({"rooms", room.str(), "redact", draft.redacts, transaction})
                        : v3_path({"rooms", room.str(), "send", draft.type, transaction}),
        // AS API, "Timestamp massaging"
        .query = token.at_ms ? "ts=" + std::to_string(*token.at_ms) : "",
        .body = std::move(draft.content),
        .as = std::move(as),
    };
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    const auto body = parse_json(*answer);
    auto id = mapping::EventId::parse(body ? string_in(*body, "event_id").value_or("") : "");
    if (!id) {
        throw bridge::Outage{"the homeserver's answer names no event"};
    }
    co_return std::move(*id);
}

Task<Answer<mapping::EventId>> HomeserverClient::send(mapping::UserId as, mapping::RoomId room,
                                                      mapping::Message message, bridge::SendToken token) {
    auto draft = draft_of(message, token.key);
    co_return co_await put(std::move(as), std::move(room), std::move(draft), std::move(token));
}

Task<Answer<mapping::EventId>> HomeserverClient::act(mapping::UserId as, mapping::RoomId room, mapping::Act act,
                                                     bridge::SendToken token) {
    auto draft = draft_of(act, token.key);
    if (!draft) {
        throw std::logic_error{"no event says what was to be done"};
    }
    co_return co_await put(std::move(as), std::move(room), std::move(*draft), std::move(token));
}

Task<std::optional<mapping::EventId>> HomeserverClient::find_sent(mapping::UserId as, mapping::RoomId room,
                                                                  std::string key) {
    const nlohmann::json filter{{"types", {"m.room.message", "m.sticker", "m.reaction"}}, {"senders", {as.str()}}};
    const auto filtered = "&filter=" + percent_encoded(json_text_of(filter));
    std::string from;
    for (int page_number = 0; page_number < pages_searched; ++page_number) {
        const auto answer = co_await messages_page(as, room, page_query(events_per_page, from) + filtered);
        if (!answer) {
            co_return std::nullopt;
        }
        auto page = page_in(*answer);
        const auto found =
            std::ranges::find_if(page.events, [&](const auto& event) { return was_sent_by(event, as, key); });
        if (found != page.events.end()) {
            co_return found->id;
        }
        if (page.next.empty()) {
            break;
        }
        from = std::move(page.next);
    }
    co_return std::nullopt;
}

Task<Answer<std::string>> HomeserverClient::messages_page(mapping::UserId as, mapping::RoomId room, std::string query) {
    ApiCall call{.name = "messages",
                 .method = "GET",
                 .path = v3_path({"rooms", room.str(), "messages"}),
                 .query = std::move(query),
                 .as = as};
    co_return co_await api_.call(std::move(call));
}

Task<Answer<bridge::RoomRights>> HomeserverClient::rights(mapping::UserId as, mapping::RoomId room) {
    ApiCall call{.name = "room_state", .method = "GET", .path = v3_path({"rooms", room.str(), "state"}), .as = as};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    auto rights = rights_in_state(*answer);
    if (!rights) {
        throw bridge::Outage{"the state of " + room.str() + " is not readable: " + rights.error().reason};
    }
    co_return std::move(*rights);
}

Task<Answer<void>> HomeserverClient::set_state(mapping::UserId as, mapping::RoomId room, std::string type,
                                               std::string key, std::string content_json) {
    ApiCall call{.name = "set_state",
                 .method = "PUT",
                 .path = v3_path({"rooms", room.str(), "state", type, key}),
                 .body = std::move(content_json),
                 .as = as};
    co_return co_await call_for_nothing(std::move(call));
}

Task<Answer<std::vector<bridge::HistoryEvent>>> HomeserverClient::latest(mapping::UserId as, mapping::RoomId room,
                                                                         std::int64_t since_ms, int at_most) {
    std::vector<bridge::HistoryEvent> events;
    std::string from;
    do {
        const auto wanted = std::min(events_per_page, at_most - static_cast<int>(events.size()));
        const auto answer = co_await messages_page(as, room, page_query(wanted, from));
        if (!answer) {
            co_return answer.error();
        }
        auto page = page_in(*answer);
        // One that is old among younger ones is somebody's wrong clock.
        const auto is_old = [since_ms](const auto& event) { return event.at_ms < since_ms; };
        from = std::ranges::all_of(page.events, is_old) ? "" : std::move(page.next);
        std::ranges::move(page.events, std::back_inserter(events));
    } while (!from.empty() && static_cast<int>(events.size()) < at_most);
    co_return events;
}

} // namespace bascule::matrix
