#include "matrix_appservice/client/room_rights.hpp"

#include "matrix_appservice/json_text.hpp"
#include "matrix_appservice/json_value.hpp"

#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace bascule::matrix {

namespace {

using bridge::RoomRights;

constexpr std::int64_t power_of_first_creator = 100;

// Room version 12: creators are above all power levels.
bool has_creators(std::string_view version) {
    constexpr int first_version = 12;
    int number = 0;
    const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
    const bool is_number = error == std::errc{} && end == version.data() + version.size();
    return is_number ? number >= first_version : version == "org.matrix.hydra.11";
}

void add_user(std::vector<mapping::UserId>& users, const std::string& text) {
    auto user = mapping::UserId::parse(text);
    if (user) {
        users.push_back(std::move(*user));
    }
}

std::vector<mapping::UserId> creators_of(const nlohmann::json& create) {
    std::vector<mapping::UserId> creators;
    add_user(creators, string_in(create, "sender").value_or(""));
    const auto& content = object_in(create, "content");
    const auto additional = content.find("additional_creators");
    if (additional != content.end() && additional->is_array()) {
        for (const auto& user : *additional) {
            add_user(creators, user.is_string() ? user.get<std::string>() : "");
        }
    }
    return creators;
}

void read_create(const nlohmann::json& create, RoomRights& rights) {
    rights.version = string_in(object_in(create, "content"), "room_version").value_or("1");
    if (has_creators(rights.version)) {
        rights.creators = creators_of(create);
        return;
    }
    // Counts only until power levels are set (Matrix spec, "m.room.power_levels").
    auto creator = mapping::UserId::parse(string_in(create, "sender").value_or(""));
    if (creator) {
        rights.users.emplace(std::move(*creator), power_of_first_creator);
    }
    rights.state_default = 0;
}

struct Level {
    const char* name;
    std::int64_t RoomRights::*member;
    std::int64_t otherwise;
};
constexpr Level levels[] = {
    {"users_default", &RoomRights::users_default, 0},
    {"events_default", &RoomRights::events_default, 0},
    {"state_default", &RoomRights::state_default, 50},
    {"invite", &RoomRights::invite, 0},
    {"kick", &RoomRights::kick, 50},
    {"ban", &RoomRights::ban, 50},
    {"redact", &RoomRights::redact, 50},
};

void read_power_levels(const nlohmann::json& content, RoomRights& rights) {
    for (const auto& level : levels) {
        rights.*level.member = integer_in(content, level.name).value_or(level.otherwise);
    }
    constexpr std::int64_t usual_alert = 50;
    rights.alert_room = integer_in(object_in(content, "notifications"), "room").value_or(usual_alert);
    rights.users.clear();
    for (const auto& [id, value] : object_in(content, "users").items()) {
        auto user = mapping::UserId::parse(id);
        const auto power = integer_of(value);
        if (user && power) {
            rights.users.emplace(std::move(*user), *power);
        }
    }
    rights.events.clear();
    for (const auto& [type, value] : object_in(content, "events").items()) {
        if (const auto power = integer_of(value)) {
            rights.events.emplace(type, *power);
        }
    }
}

// The state events with an empty state key that tell of rights, by type.
std::map<std::string, nlohmann::json> telling_events(const std::vector<std::string_view>& state) {
    std::map<std::string, nlohmann::json> events;
    for (const auto text : state) {
        // Members are the bulk of a room's state, and tell nothing.
        if (member_of(text, "type") == "\"m.room.member\"") {
            continue;
        }
        auto event = parse_json(text);
        auto type = event ? string_in(*event, "type") : std::nullopt;
        if (type && string_in(*event, "state_key") == "") {
            events.insert_or_assign(std::move(*type), std::move(*event));
        }
    }
    return events;
}

} // namespace

mapping::Result<RoomRights> rights_in_state(std::string_view state) {
    const auto elements = elements_of(state);
    if (!elements) {
        return elements.error();
    }
    const auto events = telling_events(*elements);
    const auto create = events.find("m.room.create");
    if (create == events.end()) {
        return mapping::Error{"the state has no m.room.create"};
    }
    const auto content_of = [&events](const char* type) {
        const auto found = events.find(type);
        return found == events.end() ? nlohmann::json() : object_in(found->second, "content");
    };
    RoomRights rights;
    read_create(create->second, rights);
    if (const auto power_levels = content_of("m.room.power_levels"); power_levels.is_object()) {
        read_power_levels(power_levels, rights);
    }
    rights.is_encrypted = content_of("m.room.encryption").is_object();
    rights.join_rule = string_in(content_of("m.room.join_rules"), "join_rule").value_or("invite");
    rights.name = string_in(content_of("m.room.name"), "name").value_or("");
    return rights;
}

} // namespace bascule::matrix
