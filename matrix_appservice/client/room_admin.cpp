#include "matrix_appservice/client/room_admin.hpp"

#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/json_value.hpp"

#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Task;

namespace {

constexpr auto power_levels = "m.room.power_levels";

// Sets what differs, and says whether anything did. Who is given the room's default is left out.
bool set_powers(nlohmann::json& content, const std::map<mapping::UserId, std::int64_t>& powers) {
    const auto standard = integer_in(content, "users_default").value_or(0);
    auto& users = content["users"];
    if (!users.is_object()) {
        users = nlohmann::json::object();
    }
    bool has_changed = false;
    for (const auto& [user, power] : powers) {
        const auto now = integer_in(users, user.str().c_str()).value_or(standard);
        if (now == power) {
            continue;
        }
        has_changed = true;
        if (power == standard) {
            users.erase(user.str());
        } else {
            users[user.str()] = power;
        }
    }
    return has_changed;
}

std::optional<mapping::RoomId> room_named_in(const nlohmann::json& content, const char* name) {
    auto room = mapping::RoomId::parse(string_in(content, name).value_or(""));
    return room ? std::optional{std::move(*room)} : std::nullopt;
}

} // namespace

Task<Answer<void>> RoomAdminClient::remove(mapping::UserId as, bridge::Removal removal, std::string how) {
    nlohmann::json body{{"user_id", removal.user.str()}};
    if (!removal.reason.empty()) {
        body["reason"] = removal.reason;
    }
    ApiCall call{.name = how,
                 .method = "POST",
                 .path = v3_path({"rooms", removal.room.str(), how}),
                 .body = json_text_of(body),
                 .as = as};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return Answer<void>{};
}

Task<Answer<void>> RoomAdminClient::kick(mapping::UserId as, bridge::Removal removal) {
    co_return co_await remove(std::move(as), std::move(removal), "kick");
}

Task<Answer<void>> RoomAdminClient::ban(mapping::UserId as, bridge::Removal removal) {
    co_return co_await remove(std::move(as), std::move(removal), "ban");
}

Task<Answer<void>> RoomAdminClient::unban(mapping::UserId as, bridge::Removal removal) {
    co_return co_await remove(std::move(as), std::move(removal), "unban");
}

Task<Answer<std::string>> RoomAdminClient::state(mapping::UserId as, mapping::RoomId room, std::string type) {
    ApiCall call{
        .name = "read_state", .method = "GET", .path = v3_path({"rooms", room.str(), "state", type}) + '/', .as = as};
    auto answer = co_await api_.call(std::move(call));
    constexpr int not_found = 404;
    if (!answer && answer.error().status == not_found) {
        co_return std::string{"{}"};
    }
    co_return answer;
}

Task<Answer<void>> RoomAdminClient::set_state(mapping::UserId as, mapping::RoomId room, std::string type,
                                              std::string content) {
    ApiCall call{.name = "set_state",
                 .method = "PUT",
                 .path = v3_path({"rooms", room.str(), "state", type}) + '/',
                 .body = std::move(content),
                 .as = as};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return Answer<void>{};
}

Task<Answer<void>> RoomAdminClient::change_powers(mapping::UserId as, mapping::RoomId room,
                                                  std::map<mapping::UserId, std::int64_t> powers) {
    const auto now = co_await state(as, room, power_levels);
    if (!now) {
        co_return now.error();
    }
    auto content = parse_json(*now);
    if (!content || !content->is_object() || content->empty()) {
        co_return bridge::Refusal{404, "M_NOT_FOUND", "the room has no power levels that can be read"};
    }
    if (!set_powers(*content, powers)) {
        co_return Answer<void>{};
    }
    co_return co_await set_state(as, room, power_levels, json_text_of(*content));
}

Task<Answer<std::string>> RoomAdminClient::state_text(mapping::UserId as, bridge::RoomText line) {
    const auto answer = co_await state(std::move(as), std::move(line.room), std::move(line.type));
    if (!answer) {
        co_return answer.error();
    }
    const auto content = parse_json(*answer);
    co_return content ? string_in(*content, line.member.c_str()).value_or("") : std::string{};
}

Task<Answer<void>> RoomAdminClient::set_state_text(mapping::UserId as, bridge::RoomText line) {
    const nlohmann::json content{{line.member, line.value}};
    co_return co_await set_state(std::move(as), std::move(line.room), std::move(line.type), json_text_of(content));
}

Task<Answer<bridge::RoomLineage>> RoomAdminClient::lineage(mapping::UserId as, mapping::RoomId room) {
    const auto create = co_await state(as, room, "m.room.create");
    if (!create) {
        co_return create.error();
    }
    const auto tombstone = co_await state(as, room, "m.room.tombstone");
    if (!tombstone) {
        co_return tombstone.error();
    }
    bridge::RoomLineage lineage;
    if (const auto content = parse_json(*create)) {
        lineage.predecessor = room_named_in(object_in(*content, "predecessor"), "room_id");
    }
    if (const auto content = parse_json(*tombstone)) {
        lineage.successor = room_named_in(*content, "replacement_room");
    }
    co_return lineage;
}

} // namespace bascule::matrix
