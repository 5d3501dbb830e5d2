#include "matrix_appservice/client/directory_client.hpp"

#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/json_text.hpp"
#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/percent_encoding.hpp"

#include <string_view>
#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Task;

namespace {

std::optional<bridge::RoomSummary> summary_in(std::string_view text) {
    const auto json = parse_json(text);
    auto room = mapping::RoomId::parse(json ? string_in(*json, "room_id").value_or("") : "");
    if (!json || !room) {
        return std::nullopt;
    }
    auto alias = mapping::RoomAlias::parse(string_in(*json, "canonical_alias").value_or(""));
    return bridge::RoomSummary{.room = std::move(*room),
                               .alias = alias ? std::optional{std::move(*alias)} : std::nullopt,
                               .name = string_in(*json, "name").value_or(""),
                               .topic = string_in(*json, "topic").value_or(""),
                               .avatar_url = string_in(*json, "avatar_url").value_or(""),
                               // A list of public rooms may leave it out where it is `public`.
                               .join_rule = string_in(*json, "join_rule").value_or("public"),
                               .members = integer_in(*json, "num_joined_members").value_or(0),
                               .is_world_readable = is_true_in(*json, "world_readable"),
                               .is_encrypted = string_in(*json, "encryption").has_value()};
}

nlohmann::json body_of(const bridge::DirectoryQuery& query) {
    // A space is no place to talk in (CS API, "Types").
    nlohmann::json filter{{"room_types", nlohmann::json::array({nullptr})}};
    if (!query.term.empty()) {
        filter["generic_search_term"] = query.term;
    }
    nlohmann::json body{{"limit", query.at_most}, {"filter", std::move(filter)}};
    if (!query.since.empty()) {
        body["since"] = query.since;
    }
    return body;
}

std::string text_in(std::string_view object, std::string_view name) {
    const auto value = parse_json(member_of(object, name));
    return value && value->is_string() ? value->get<std::string>() : "";
}

} // namespace

Task<Answer<bridge::DirectoryPage>> DirectoryClient::public_rooms(bridge::DirectoryQuery query) {
    ApiCall call{.name = "public_rooms",
                 .method = "POST",
                 .path = v3_path({"publicRooms"}),
                 .body = json_text_of(body_of(query))};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    const auto chunk = elements_of(member_of(*answer, "chunk"));
    if (!chunk) {
        throw bridge::Outage{"the homeserver's list of rooms is not readable"};
    }
    bridge::DirectoryPage page{
        .rooms = {}, .next = text_in(*answer, "next_batch"), .previous = text_in(*answer, "prev_batch"), .total = {}};
    for (const auto text : *chunk) {
        if (auto room = summary_in(text)) {
            page.rooms.push_back(std::move(*room));
        }
    }
    const auto total = parse_json(member_of(*answer, "total_room_count_estimate"));
    page.total = total ? integer_of(*total) : std::nullopt;
    co_return page;
}

Task<Answer<bridge::RoomSummary>> DirectoryClient::summary(mapping::UserId as, std::string room) {
    ApiCall call{.name = "room_summary",
                 .method = "GET",
                 .path = "/_matrix/client/v1/room_summary/" + percent_encoded(room),
                 .as = std::move(as)};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    auto summary = summary_in(*answer);
    if (!summary) {
        throw bridge::Outage{"the homeserver's summary of " + room + " is not readable"};
    }
    co_return std::move(*summary);
}

Task<bool> DirectoryClient::is_listed(mapping::RoomId room) {
    ApiCall call{
        .name = "room_visibility", .method = "GET", .path = v3_path({"directory", "list", "room", room.str()})};
    const auto answer = co_await api_.call(std::move(call));
    co_return answer&& text_in(*answer, "visibility") == "public";
}

// CS API, m.room.power_levels: what a newcomer has, and what a message needs.
Task<bool> DirectoryClient::is_moderated(mapping::UserId as, mapping::RoomId room) {
    ApiCall call{.name = "power_levels",
                 .method = "GET",
                 .path = v3_path({"rooms", room.str(), "state", "m.room.power_levels"}) + '/',
                 .as = std::move(as)};
    const auto answer = co_await api_.call(std::move(call));
    const auto levels = answer ? parse_json(*answer) : mapping::Error{};
    if (!levels) {
        co_return false;
    }
    const auto usual = integer_in(*levels, "events_default").value_or(0);
    const auto needed = integer_in(object_in(*levels, "events"), "m.room.message").value_or(usual);
    co_return integer_in(*levels, "users_default").value_or(0) < needed;
}

} // namespace bascule::matrix
