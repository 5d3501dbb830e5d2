#include "xmpp_component/codec/presence_codec.hpp"

#include "xmpp_component/codec/head.hpp"
#include "xmpp_component/codec/muc_user.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/timestamp.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace bascule::xmpp {

namespace {

using bridge::PresenceKind;
using bridge::StanzaHead;

constexpr std::array<std::pair<std::string_view, PresenceKind>, 7> kinds{{
    {"", PresenceKind::available},
    {"unavailable", PresenceKind::unavailable},
    {"subscribe", PresenceKind::subscribe},
    {"subscribed", PresenceKind::subscribed},
    {"unsubscribe", PresenceKind::unsubscribe},
    {"unsubscribed", PresenceKind::unsubscribed},
    {"probe", PresenceKind::probe},
}};

std::string first_text(std::initializer_list<pugi::xml_node> elements) {
    for (const auto element : elements) {
        if (auto text = text_of(element); !text.empty()) {
            return text;
        }
    }
    return {};
}

std::optional<mapping::Jid> jid_in(pugi::xml_node element, const char* name) {
    const auto jid = mapping::Jid::parse(attribute_of(element, name));
    return jid ? std::optional{*jid} : std::nullopt;
}

// XEP-0153 §3.1: an empty <photo/> says that there is no avatar, a missing one that the client does not know yet.
std::optional<std::string> decode_avatar_hash(pugi::xml_node presence) {
    const auto photo = child_in(child_in(presence, "x", ns::vcard_update), "photo", ns::vcard_update);
    return photo ? std::optional{text_of(photo)} : std::nullopt;
}

std::optional<std::int64_t> number_in(pugi::xml_node element, const char* name) {
    const auto text = attribute_of(element, name);
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc{} && !text.empty() && number >= 0 ? std::optional{number} : std::nullopt;
}

std::optional<bridge::MucEntry> decode_entry(pugi::xml_node presence) {
    const auto muc = child_in(presence, "x", ns::muc);
    if (!muc) {
        return std::nullopt;
    }
    const auto history = child_in(muc, "history", ns::muc);
    return bridge::MucEntry{.password = text_of(child_in(muc, "password", ns::muc)),
                            .history = {.most_characters = number_in(history, "maxchars"),
                                        .most_stanzas = number_in(history, "maxstanzas"),
                                        .seconds = number_in(history, "seconds"),
                                        .since_ms = parse_timestamp(attribute_of(history, "since"))}};
}

bridge::XmppEvent decode_occupant(StanzaHead head, pugi::xml_node presence, pugi::xml_node user) {
    const auto item = child_in(user, "item", ns::muc_user);
    const auto destroy = child_in(user, "destroy", ns::muc_user);
    const auto real_jid = mapping::Jid::parse(attribute_of(item, "jid"));
    bridge::OccupantPresence decoded{.head = std::move(head),
                                     .is_available = attribute_of(presence, "type").empty(),
                                     .affiliation = std::string{attribute_of(item, "affiliation")},
                                     .role = std::string{attribute_of(item, "role")},
                                     .real_jid = real_jid ? std::optional{*real_jid} : std::nullopt,
                                     .occupant_id = decode_occupant_id(presence),
                                     .new_nick = {},
                                     .reason = {},
                                     .actor = decode_actor(item),
                                     .statuses = decode_statuses(user),
                                     .is_destroyed = !destroy.empty(),
                                     .alternate_venue = jid_in(destroy, "jid"),
                                     .avatar_hash = decode_avatar_hash(presence)};
    if (decoded.has_status(303)) { // XEP-0045 §7.6
        decoded.new_nick = attribute_of(item, "nick");
    }
    if (!decoded.is_available) {
        // Who leaves by himself says why in his status (XEP-0045 §7.14).
        decoded.reason = first_text({child_in(item, "reason", ns::muc_user), child_in(destroy, "reason", ns::muc_user),
                                     child_in(presence, "status", ns::client)});
    }
    return decoded;
}

} // namespace

mapping::Result<bridge::XmppEvent> decode_presence(pugi::xml_node presence) {
    auto head = decode_head(presence);
    if (!head) {
        return head.error();
    }
    const auto type = attribute_of(presence, "type");
    if (type == "error") {
        return bridge::XmppEvent{bridge::PresenceError{.head = std::move(*head), .error = decode_error(presence)}};
    }
    const auto* kind = std::ranges::find(kinds, type, &std::pair<std::string_view, PresenceKind>::first);
    if (kind == kinds.end()) {
        return mapping::Error{"a presence of unknown type"};
    }
    const auto user = child_in(presence, "x", ns::muc_user);
    const bool tells_presence = kind->second == PresenceKind::available || kind->second == PresenceKind::unavailable;
    if (user && tells_presence) {
        return decode_occupant(std::move(*head), presence, user);
    }
    const bool is_there = kind->second == PresenceKind::available;
    return bridge::XmppEvent{bridge::ContactPresence{.head = std::move(*head),
                                                     .kind = kind->second,
                                                     .nick = decode_nick(presence),
                                                     .show = text_of(child_in(presence, "show", ns::client)),
                                                     .status = text_of(child_in(presence, "status", ns::client)),
                                                     .avatar_hash = decode_avatar_hash(presence),
                                                     .entry = is_there ? decode_entry(presence) : std::nullopt}};
}

} // namespace bascule::xmpp
