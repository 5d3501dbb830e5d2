#include "matrix_appservice/listener/ephemeral.hpp"

#include "matrix_appservice/json_text.hpp"
#include "matrix_appservice/json_value.hpp"

#include <optional>
#include <string>
#include <utility>

namespace bascule::matrix {

namespace {

void read_presence(const nlohmann::json& event, Ephemeral& into) {
    auto user = mapping::UserId::parse(string_in(event, "sender").value_or(""));
    const auto& content = object_in(event, "content");
    auto presence = string_in(content, "presence");
    if (user && presence) {
        into.presences.push_back(
            {std::move(*user), std::move(*presence), string_in(content, "status_msg").value_or("")});
    }
}

// CS API, "Typing notifications"
void read_typing(const nlohmann::json& event, Ephemeral& into) {
    auto room = mapping::RoomId::parse(string_in(event, "room_id").value_or(""));
    const auto& content = object_in(event, "content");
    const auto ids = content.find("user_ids");
    if (!room || ids == content.end() || !ids->is_array()) {
        return;
    }
    bridge::TypingNews news{std::move(*room), {}};
    for (const auto& id : *ids) {
        auto user = mapping::UserId::parse(id.is_string() ? id.get<std::string>() : "");
        if (user) {
            news.users.push_back(std::move(*user));
        }
    }
    into.typing.push_back(std::move(news));
}

// CS API, "Receipts": by event, by type, by user.
void read_receipts(const nlohmann::json& event, Ephemeral& into) {
    const auto room = mapping::RoomId::parse(string_in(event, "room_id").value_or(""));
    for (const auto& [id, types] : object_in(event, "content").items()) {
        const auto read = mapping::EventId::parse(id);
        if (!room || !read || !types.is_object()) {
            continue;
        }
        for (const auto& [name, when] : object_in(types, "m.read").items()) {
            if (auto user = mapping::UserId::parse(name)) {
                into.reads.push_back({*room, *read, std::move(*user)});
            }
        }
    }
}

void read_event(std::string_view text, Ephemeral& into) {
    if (nesting_of(text) > deepest_nesting) {
        return;
    }
    const auto event = parse_json(text);
    const auto type = event ? string_in(*event, "type") : std::nullopt;
    if (type == "m.presence") {
        read_presence(*event, into);
    } else if (type == "m.typing") {
        read_typing(*event, into);
    } else if (type == "m.receipt") {
        read_receipts(*event, into);
    }
}

} // namespace

Ephemeral ephemeral_in(std::string_view transaction) {
    auto list = elements_of(member_of(transaction, "ephemeral"));
    if (!list) { // the name of before version 1.13
        list = elements_of(member_of(transaction, "de.sorunome.msc2409.ephemeral"));
    }
    Ephemeral ephemeral;
    if (!list) {
        return ephemeral;
    }
    for (const auto event : *list) {
        read_event(event, ephemeral);
    }
    return ephemeral;
}

} // namespace bascule::matrix
