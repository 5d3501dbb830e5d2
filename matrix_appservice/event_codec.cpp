#include "matrix_appservice/event_codec.hpp"

#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/message_content.hpp"
#include "matrix_appservice/said/said_content.hpp"
#include "matrix_appservice/vendor_keys.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::matrix {

namespace {

using Content = decltype(bridge::MatrixEvent::content);
using bridge::Membership;

constexpr std::array<std::pair<std::string_view, Membership>, 5> memberships{{{"invite", Membership::invite},
                                                                              {"join", Membership::join},
                                                                              {"leave", Membership::leave},
                                                                              {"ban", Membership::ban},
                                                                              {"knock", Membership::knock}}};

std::optional<Membership> membership_in(const nlohmann::json& content) {
    const auto name = string_in(content, "membership");
    const auto found = std::ranges::find_if(memberships, [&](const auto& known) { return known.first == name; });
    return found == memberships.end() ? std::nullopt : std::optional{found->second};
}

mapping::Result<Content> decode_message(const nlohmann::json& event) {
    const auto& content = object_in(event, "content");
    if (content.empty()) {
        return what_is_left_of(event);
    }
    auto message = message_of_content(content);
    if (!message) {
        return message.error();
    }
    return Content{std::move(*message)};
}

mapping::Result<Content> decode_sticker(const nlohmann::json& event) {
    const auto& content = object_in(event, "content");
    if (content.empty()) {
        return what_is_left_of(event);
    }
    auto message = message_of_sticker(content);
    if (!message) {
        return message.error();
    }
    return Content{std::move(*message)};
}

mapping::Result<Content> decode_member(const nlohmann::json& event) {
    const auto& content = object_in(event, "content");
    auto subject = mapping::UserId::parse(string_in(event, "state_key").value_or(""));
    if (!subject) {
        return mapping::Error{"the member event's state_key is no user id: " + subject.error().reason};
    }
    const auto now = membership_in(content);
    if (!now) {
        return mapping::Error{"the member event has no known membership"};
    }
    const auto& before = object_in(object_in(event, "unsigned"), "prev_content");
    return Content{bridge::MemberChange{.subject = std::move(*subject),
                                        .now = *now,
                                        .before = membership_in(before).value_or(Membership::leave),
                                        .display_name = string_in(content, "displayname").value_or(""),
                                        .avatar_url = string_in(content, "avatar_url").value_or(""),
                                        .reason = string_in(content, "reason").value_or(""),
                                        .is_direct = is_true_in(content, "is_direct"),
                                        .name_before = string_in(before, "displayname").value_or(""),
                                        .avatar_before = string_in(before, "avatar_url").value_or("")}};
}

mapping::Result<Content> decode_encryption(const nlohmann::json& /*event*/) {
    return Content{bridge::EncryptionOn{}};
}

mapping::Result<Content> decode_encrypted(const nlohmann::json& event) {
    // A redacted one has nothing left that somebody could have wanted to read.
    if (object_in(event, "content").empty()) {
        return Content{bridge::OtherEvent{"m.room.encrypted"}};
    }
    return Content{bridge::Unreadable{}};
}

mapping::Result<Content> decode_tombstone(const nlohmann::json& event) {
    const auto& content = object_in(event, "content");
    return Content{bridge::RoomUpgraded{.replacement = string_in(content, "replacement_room").value_or(""),
                                        .body = string_in(content, "body").value_or("")}};
}

// Matrix spec, "Room events": one line of state, and the member of its content that says it.
struct Aspect {
    std::string_view type;
    bridge::RoomAspect aspect;
    const char* member; ///< null: more than one line
};
constexpr std::array aspects{
    Aspect{"m.room.name", bridge::RoomAspect::name, "name"},
    Aspect{"m.room.topic", bridge::RoomAspect::topic, "topic"},
    Aspect{"m.room.avatar", bridge::RoomAspect::avatar, "url"},
    Aspect{"m.room.power_levels", bridge::RoomAspect::power_levels, nullptr},
    Aspect{"m.room.join_rules", bridge::RoomAspect::join_rule, "join_rule"},
    Aspect{"m.room.history_visibility", bridge::RoomAspect::history_visibility, "history_visibility"},
    Aspect{"m.room.canonical_alias", bridge::RoomAspect::canonical_alias, "alias"},
};

// Users of whom the content speaks, with their levels.
std::map<std::string, std::int64_t> powers_in(const nlohmann::json& content) {
    std::map<std::string, std::int64_t> powers;
    for (const auto& [user, power] : object_in(content, "users").items()) {
        if (const auto level = integer_of(power)) {
            powers.emplace(user, *level);
        }
    }
    return powers;
}

std::int64_t power_of(const std::string& user, const std::map<std::string, std::int64_t>& powers,
                      const nlohmann::json& content) {
    const auto found = powers.find(user);
    return found == powers.end() ? integer_in(content, "users_default").value_or(0) : found->second;
}

std::vector<bridge::PowerChange> power_changes(const nlohmann::json& event) {
    const auto& content = object_in(event, "content");
    const auto& old_content = object_in(object_in(event, "unsigned"), "prev_content");
    const auto now = powers_in(content);
    const auto before = powers_in(old_content);
    auto all = now;
    all.insert(before.begin(), before.end());
    std::vector<bridge::PowerChange> changes;
    for (const auto& [name, power] : all) {
        auto user = mapping::UserId::parse(name);
        const auto old_power = power_of(name, before, old_content);
        const auto new_power = power_of(name, now, content);
        if (user && old_power != new_power) {
            changes.push_back({std::move(*user), old_power, new_power});
        }
    }
    return changes;
}

// Only the state of the room itself counts, which has an empty key.
mapping::Result<Content> decode_aspect(const nlohmann::json& event) {
    auto type = string_in(event, "type").value_or("");
    const auto* const found = std::ranges::find(aspects, type, &Aspect::type);
    if (found == aspects.end() || string_in(event, "state_key") != "") {
        return Content{bridge::OtherEvent{std::move(type)}};
    }
    if (found->member == nullptr) {
        return Content{bridge::StateChange{.aspect = found->aspect, .value = {}, .powers = power_changes(event)}};
    }
    return Content{bridge::StateChange{.aspect = found->aspect,
                                       .value = string_in(object_in(event, "content"), found->member).value_or("")}};
}

enum class EventKind { message, state };

// What we know to read. An event of a type in this table that is of the other kind is none of its type.
struct Decoder {
    std::string_view type;
    EventKind kind;
    mapping::Result<Content> (*decode)(const nlohmann::json& event);
};
constexpr std::array decoders{
    Decoder{"m.room.message", EventKind::message, decode_message},
    Decoder{"m.sticker", EventKind::message, decode_sticker},
    Decoder{"m.room.encrypted", EventKind::message, decode_encrypted},
    Decoder{"m.room.member", EventKind::state, decode_member},
    Decoder{"m.room.encryption", EventKind::state, decode_encryption},
    Decoder{"m.room.tombstone", EventKind::state, decode_tombstone},
    Decoder{"m.room.name", EventKind::state, decode_aspect},
    Decoder{"m.room.topic", EventKind::state, decode_aspect},
    Decoder{"m.room.avatar", EventKind::state, decode_aspect},
    Decoder{"m.room.power_levels", EventKind::state, decode_aspect},
    Decoder{"m.room.join_rules", EventKind::state, decode_aspect},
    Decoder{"m.room.history_visibility", EventKind::state, decode_aspect},
    Decoder{"m.room.canonical_alias", EventKind::state, decode_aspect},
};

mapping::Result<Content> decode_content(const nlohmann::json& event, Reading reading) {
    if (auto said = reading == Reading::everything ? said_in(event) : std::nullopt) {
        return std::move(*said);
    }
    auto type = string_in(event, "type");
    if (!type) {
        return mapping::Error{"the event has no type"};
    }
    const auto kind = string_in(event, "state_key") ? EventKind::state : EventKind::message;
    const auto found = std::ranges::find_if(
        decoders, [&](const Decoder& decoder) { return decoder.type == *type && decoder.kind == kind; });
    return found == decoders.end() ? Content{bridge::OtherEvent{std::move(*type)}} : found->decode(event);
}

// Flags of Synapse: the event broke the rules of the room's present state, or a policy server took it for spam.
bool is_suppressed(const nlohmann::json& event) {
    const auto& flags = object_in(event, "unsigned");
    return is_true_in(flags, "io.element.synapse.soft_failed") ||
           is_true_in(flags, "io.element.synapse.policy_server_spammy");
}

template <class Id>
mapping::Result<Id> id_in(const nlohmann::json& event, const char* name) {
    auto id = Id::parse(string_in(event, name).value_or(""));
    if (!id) {
        return mapping::Error{"the event's " + std::string{name} + " is none: " + id.error().reason};
    }
    return id;
}

} // namespace

mapping::Result<bridge::MatrixEvent> JsonEventCodec::decode(std::string_view json) const {
    const auto event = parse_json(json);
    if (!event) {
        return event.error();
    }
    auto id = id_in<mapping::EventId>(*event, "event_id");
    if (!id) {
        return id.error();
    }
    auto room = id_in<mapping::RoomId>(*event, "room_id");
    if (!room) {
        return room.error();
    }
    auto sender = id_in<mapping::UserId>(*event, "sender");
    if (!sender) {
        return sender.error();
    }
    auto content = decode_content(*event, reading_);
    if (!content) {
        return content.error();
    }
    return bridge::MatrixEvent{.id = std::move(*id),
                               .room = std::move(*room),
                               .sender = std::move(*sender),
                               .at_ms = integer_in(*event, "origin_server_ts").value_or(0),
                               .sent_key = string_in(object_in(*event, "content"), sent_key_name).value_or(""),
                               .is_suppressed = is_suppressed(*event),
                               .content = std::move(*content)};
}

} // namespace bascule::matrix
