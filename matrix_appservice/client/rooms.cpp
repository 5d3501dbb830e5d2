#include "bridge/log.hpp"
#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/client/homeserver_client.hpp"
#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/vendor_keys.hpp"

#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Task;

namespace {

Answer<mapping::RoomId> room_in(const std::string& text) {
    const auto body = parse_json(text);
    auto room = mapping::RoomId::parse(body ? string_in(*body, "room_id").value_or("") : "");
    if (!room) {
        throw bridge::Outage{"the homeserver's answer names no room"};
    }
    return std::move(*room);
}

std::vector<mapping::RoomId> rooms_in(const std::string& text) {
    std::vector<mapping::RoomId> rooms;
    const auto body = parse_json(text);
    if (!body || !body->is_object() || !body->contains("joined_rooms")) {
        return rooms;
    }
    for (const auto& entry : (*body)["joined_rooms"]) {
        auto room = entry.is_string() ? mapping::RoomId::parse(entry.get<std::string>()) : mapping::Error{};
        if (room) {
            rooms.push_back(std::move(*room));
        }
    }
    return rooms;
}

} // namespace

// CS API, "Creation". The preset gives the invitee the creator's power level, or makes him a creator from room
// version 12 on.
Task<Answer<mapping::RoomId>> HomeserverClient::create_direct_room(bridge::DirectRoomRequest request) {
    const nlohmann::json body{{"preset", "trusted_private_chat"},
                              {"visibility", "private"},
                              {"is_direct", true},
                              {"invite", nlohmann::json::array({request.invitee.str()})},
                              {"creation_content", {{room_marker_name, request.marker}}}};
    ApiCall call{.name = "create_room",
                 .method = "POST",
                 .path = v3_path({"createRoom"}),
                 .body = json_text_of(body),
                 .as = request.ghost,
                 .repeat = Repeat::harmful};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return room_in(*answer);
}

Task<std::optional<mapping::RoomId>> HomeserverClient::find_room(mapping::UserId ghost, std::string marker) {
    ApiCall call{.name = "joined_rooms", .method = "GET", .path = v3_path({"joined_rooms"}), .as = ghost};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return std::nullopt;
    }
    for (const auto& room : rooms_in(*answer)) {
        if (co_await is_room_of(ghost, room, marker)) {
            co_return room;
        }
    }
    co_return std::nullopt;
}

// Anybody may write a marker into a room of his own and invite the ghost there, so who made the room counts too.
Task<bool> HomeserverClient::is_room_of(mapping::UserId ghost, mapping::RoomId room, std::string marker) {
    ApiCall call{.name = "room_creation",
                 .method = "GET",
                 .path = v3_path({"rooms", room.str(), "state", "m.room.create"}) + '/',
                 .query = "format=event",
                 .as = ghost};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return false;
    }
    const auto event = parse_json(*answer);
    co_return event&& string_in(*event, "sender") == ghost.str() &&
        string_in(object_in(*event, "content"), room_marker_name) == marker;
}

Task<Answer<void>> HomeserverClient::invite(mapping::UserId as, mapping::RoomId room, mapping::UserId user) {
    const nlohmann::json body{{"user_id", user.str()}};
    ApiCall call{.name = "invite",
                 .method = "POST",
                 .path = v3_path({"rooms", room.str(), "invite"}),
                 .body = json_text_of(body),
                 .as = as};
    co_return co_await call_for_nothing(std::move(call));
}

Task<Answer<void>> HomeserverClient::join(mapping::UserId as, mapping::RoomId room) {
    ApiCall call{
        .name = "join", .method = "POST", .path = v3_path({"rooms", room.str(), "join"}), .body = "{}", .as = as};
    co_return co_await call_for_nothing(std::move(call));
}

Task<Answer<void>> HomeserverClient::leave(mapping::UserId as, mapping::RoomId room, std::string reason) {
    auto body = nlohmann::json::object();
    if (!reason.empty()) {
        body["reason"] = reason;
    }
    ApiCall call{.name = "leave",
                 .method = "POST",
                 .path = v3_path({"rooms", room.str(), "leave"}),
                 .body = json_text_of(body),
                 .as = as};
    auto answer = co_await call_for_nothing(std::move(call));
    // Only who is not in the room can be forbidden to leave it.
    constexpr int forbidden = 403;
    constexpr int not_found = 404;
    if (!answer && (answer.error().status == forbidden || answer.error().status == not_found)) {
        bridge::log(bridge::LogPart::matrix).debug("{} is not in {} that he should leave", as.str(), room.str());
        co_return Answer<void>{};
    }
    co_return answer;
}

Task<Answer<std::vector<bridge::JoinedMember>>> HomeserverClient::joined_members(mapping::UserId as,
                                                                                 mapping::RoomId room) {
    ApiCall call{
        .name = "joined_members", .method = "GET", .path = v3_path({"rooms", room.str(), "joined_members"}), .as = as};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    const auto body = parse_json(*answer);
    if (!body) {
        throw bridge::Outage{"the homeserver's list of members is not readable"};
    }
    std::vector<bridge::JoinedMember> members;
    for (const auto& [id, member] : object_in(*body, "joined").items()) {
        auto user = mapping::UserId::parse(id);
        if (user) {
            members.push_back({std::move(*user), string_in(member, "display_name").value_or(""),
                               string_in(member, "avatar_url").value_or("")});
        }
    }
    co_return members;
}

Task<Answer<mapping::RoomId>> HomeserverClient::resolve(mapping::RoomAlias alias) {
    ApiCall call{.name = "resolve_alias", .method = "GET", .path = v3_path({"directory", "room", alias.str()})};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return room_in(*answer);
}

} // namespace bascule::matrix
