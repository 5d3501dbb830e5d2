#include "matrix_appservice/client/history_client.hpp"

#include "bridge/log.hpp"
#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/event_codec.hpp"
#include "matrix_appservice/json_text.hpp"
#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/percent_encoding.hpp"

#include <string_view>
#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Task;

namespace {

constexpr const char* letter_of(bridge::Reading direction) {
    return direction == bridge::Reading::forwards ? "f" : "b";
}

// CS API, "Filtering": members come along only for those who speak on the page.
std::string filter_of(const std::optional<mapping::UserId>& sender) {
    nlohmann::json filter{{"types", {"m.room.message", "m.sticker"}}, {"lazy_load_members", true}};
    if (sender) {
        filter["senders"] = nlohmann::json::array({sender->str()});
    }
    return percent_encoded(json_text_of(filter));
}

std::string query_of(const bridge::HistoryQuery& query) {
    std::string text = "dir=";
    text.append(letter_of(query.direction)).append("&limit=").append(std::to_string(query.at_most));
    if (!query.from.empty()) {
        text.append("&from=").append(percent_encoded(query.from));
    }
    if (!query.to.empty()) {
        text.append("&to=").append(percent_encoded(query.to));
    }
    return text.append("&filter=").append(filter_of(query.sender));
}

// Where the server leaves out which room it is of, it is of the one that was asked for.
std::optional<bridge::MatrixEvent> event_of(std::string_view text, const mapping::RoomId& room) {
    auto json = parse_json(text);
    if (!json || !json->is_object()) {
        return std::nullopt;
    }
    if (!json->contains("room_id")) {
        (*json)["room_id"] = room.str();
    }
    auto event = JsonEventCodec{matrix::Reading::everything}.decode(json_text_of(*json));
    if (!event) {
        bridge::log(bridge::LogPart::matrix).debug("an event of the history is left out: {}", event.error().reason);
        return std::nullopt;
    }
    const bool is_told = !event->is_suppressed && event->room == room;
    return is_told ? std::optional{std::move(*event)} : std::nullopt;
}

std::map<mapping::UserId, std::string> names_in(std::string_view state) {
    std::map<mapping::UserId, std::string> names;
    const auto events = elements_of(state);
    if (!events) {
        return names;
    }
    for (const auto text : *events) {
        const auto event = parse_json(text);
        if (!event || string_in(*event, "type") != "m.room.member") {
            continue;
        }
        auto user = mapping::UserId::parse(string_in(*event, "state_key").value_or(""));
        auto name = string_in(object_in(*event, "content"), "displayname");
        if (user && name) {
            names.insert_or_assign(std::move(*user), std::move(*name));
        }
    }
    return names;
}

std::string token_in(std::string_view text, std::string_view name) {
    const auto token = parse_json(member_of(text, name));
    return token && token->is_string() ? token->get<std::string>() : "";
}

} // namespace

Task<Answer<bridge::HistoryPage>> HistoryClient::page(mapping::UserId as, bridge::HistoryQuery query) {
    ApiCall call{.name = "history",
                 .method = "GET",
                 .path = v3_path({"rooms", query.room.str(), "messages"}),
                 .query = query_of(query),
                 .as = std::move(as)};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    const auto chunk = elements_of(member_of(*answer, "chunk"));
    if (!chunk) {
        throw bridge::Outage{"the homeserver's page of history is not readable"};
    }
    bridge::HistoryPage page{.events = {}, .names = names_in(member_of(*answer, "state")), .next = {}};
    for (const auto text : *chunk) {
        auto event = event_of(text, query.room);
        if (event && !std::holds_alternative<bridge::OtherEvent>(event->content)) {
            page.events.push_back(std::move(*event));
        }
    }
    // The place where it began is no place to go on.
    auto next = token_in(*answer, "end");
    page.next = next == query.from ? "" : std::move(next);
    co_return page;
}

Task<Answer<bridge::HistoryPlace>> HistoryClient::around(mapping::UserId as, mapping::RoomId room,
                                                         mapping::EventId event) {
    ApiCall call{.name = "context",
                 .method = "GET",
                 .path = v3_path({"rooms", room.str(), "context", event.str()}),
                 .query = "limit=0&filter=" + percent_encoded(R"({"lazy_load_members":true})"),
                 .as = std::move(as)};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    auto found = event_of(member_of(*answer, "event"), room);
    if (!found) {
        co_return bridge::Refusal{.status = 404, .errcode = "M_NOT_FOUND", .reason = "the event is not readable"};
    }
    const auto names = names_in(member_of(*answer, "state"));
    const auto name = names.find(found->sender);
    bridge::HistoryPlace place{.event = std::move(*found),
                               .before = token_in(*answer, "start"),
                               .after = token_in(*answer, "end"),
                               .sender_name = name == names.end() ? "" : name->second};
    co_return place;
}

// CS API, "GET /_matrix/client/v1/rooms/{roomId}/timestamp_to_event".
Task<Answer<std::optional<mapping::EventId>>> HistoryClient::nearest(mapping::UserId as, mapping::RoomId room,
                                                                     std::int64_t at_ms, bridge::Reading direction) {
    ApiCall call{.name = "timestamp_to_event",
                 .method = "GET",
                 .path = "/_matrix/client/v1/rooms/" + percent_encoded(room.str()) + "/timestamp_to_event",
                 .query = "ts=" + std::to_string(at_ms) + "&dir=" + letter_of(direction),
                 .as = std::move(as)};
    const auto answer = co_await api_.call(std::move(call));
    constexpr int not_found = 404;
    if (!answer && answer.error().status == not_found) {
        co_return std::optional<mapping::EventId>{};
    }
    if (!answer) {
        co_return answer.error();
    }
    auto event = mapping::EventId::parse(token_in(*answer, "event_id"));
    co_return event ? std::optional{std::move(*event)} : std::nullopt;
}

} // namespace bascule::matrix
