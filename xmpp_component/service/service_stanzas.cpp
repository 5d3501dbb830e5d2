#include "xmpp_component/service/service_stanzas.hpp"

#include "xmpp_component/codec/features/acts.hpp"
#include "xmpp_component/codec/message_text.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/digest.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/timestamp.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <cctype>
#include <string>
#include <utility>

namespace bascule::xmpp {

namespace {

constexpr int config_changed = 104;
constexpr int self_presence = 110;
constexpr mapping::MucRank nobody{mapping::Affiliation::none, mapping::Role::none};

void add_status(pugi::xml_node user, int code) {
    set(add(user, "status"), "code", std::to_string(code));
}

void add_text(pugi::xml_node parent, const char* name, const std::string& text) {
    if (!text.empty()) {
        set_text(add(parent, name), text);
    }
}

// XEP-0421
void add_occupant_id(pugi::xml_node stanza, const std::string& id) {
    if (!id.empty()) {
        set(add(stanza, "occupant-id", ns::occupant_id), "id", id);
    }
}

// A word for a URI: other characters than letters and digits become one hyphen.
std::string slug_of(const std::string& title) {
    std::string slug;
    for (const char one : title) {
        const auto letter = static_cast<unsigned char>(one);
        if (std::isalnum(letter) != 0) {
            slug += static_cast<char>(std::tolower(letter));
        } else if (!slug.empty() && slug.back() != '-') {
            slug += '-';
        }
    }
    return slug.ends_with('-') ? slug.substr(0, slug.size() - 1) : slug;
}

// XEP-0317
void add_hat(pugi::xml_node presence, const std::string& title) {
    if (!title.empty()) {
        auto hat = add(add(presence, "hats", ns::hats), "hat");
        set(hat, "title", title);
        set(hat, "uri", "urn:bascule:power:" + slug_of(title));
    }
}

// XEP-0153 §3.1
void add_avatar_hash(pugi::xml_node presence, const std::string& hash) {
    auto photo = add(add(presence, "x", ns::vcard_update), "photo");
    if (!hash.empty()) {
        set_text(photo, hash);
    }
}

// XEP-0359: the room vouches for it.
void add_stanza_id(pugi::xml_node stanza, const mapping::Jid& room, const std::string& id) {
    if (!id.empty()) {
        auto element = add(stanza, "stanza-id", ns::message_ids);
        set(element, "by", room.str());
        set(element, "id", id);
    }
}

// XEP-0203; XEP-0045 §7.2.13: from the room itself.
void add_delay(pugi::xml_node stanza, const mapping::Jid& room, std::optional<std::int64_t> at_ms) {
    if (at_ms) {
        auto delay = add(stanza, "delay", ns::delay);
        set(delay, "from", room.str());
        set(delay, "stamp", format_timestamp(*at_ms));
    }
}

void add_tombstone(pugi::xml_node stanza, const bridge::Retracted& tombstone) {
    auto retracted = add(stanza, "retracted", ns::message_retract);
    set(retracted, "stamp", format_timestamp(tombstone.at_ms));
    if (!tombstone.id.empty()) {
        set(retracted, "id", tombstone.id);
    }
    if (!tombstone.moderator.empty()) {
        auto moderated = add(retracted, "moderated", ns::message_moderate);
        set(moderated, "by", tombstone.moderator);
        add_occupant_id(moderated, tombstone.moderator_occupant_id);
    }
    add_text(retracted, "reason", tombstone.reason);
}

void add_details(pugi::xml_node item, const bridge::SeatPresence& presence) {
    if (!presence.new_nick.empty()) {
        set(item, "nick", presence.new_nick);
    }
    if (!presence.actor.empty()) {
        set(add(item, "actor"), "nick", presence.actor);
    }
    add_text(item, "reason", presence.reason);
}

pugi::xml_document encode(const bridge::SeatMessage& message) {
    const auto room = message.from.bare();
    auto document =
        make_stanza("message", message.is_private ? "chat" : "groupchat", message.from, message.to, message.id);
    auto stanza = document.document_element();
    add_words(stanza, message.message);
    if (message.act) {
        encode_act(stanza, *message.act);
    }
    if (message.retracted) {
        add_tombstone(stanza, *message.retracted);
    } else if (!message.act && !message.is_private && !message.delay_ms) {
        add(stanza, "markable", ns::chat_markers);
    }
    if (message.is_private) {
        add(stanza, "x", ns::muc_user); // XEP-0045 §7.5
    }
    add_stanza_id(stanza, room, message.stanza_id);
    add_occupant_id(stanza, message.occupant_id);
    add_delay(stanza, room, message.delay_ms);
    return document;
}

} // namespace

void add_rank(pugi::xml_node parent, const mapping::MucRank& rank, const char* nick, const mapping::Jid* jid) {
    auto item = add(parent, "item");
    set(item, "affiliation", word_of(rank.affiliation));
    set(item, "role", word_of(rank.role));
    if (*nick != '\0') {
        set(item, "nick", nick);
    }
    if (jid != nullptr) {
        set(item, "jid", jid->str());
    }
}

pugi::xml_document encode(const bridge::SeatPresence& presence) {
    const bool is_there = presence.kind == bridge::SeatPresence::Kind::available;
    auto document = make_stanza("presence", is_there ? "" : "unavailable", presence.seat, presence.to, presence.id);
    auto stanza = document.document_element();
    if (is_there) {
        add_text(stanza, "show", presence.show);
    }
    add_text(stanza, "status", presence.status);
    auto user = add(stanza, "x", ns::muc_user);
    add_rank(user, presence.rank, "", presence.real_jid ? &*presence.real_jid : nullptr);
    add_details(user.child("item"), presence);
    for (const auto code : presence.statuses) {
        add_status(user, code);
    }
    add_occupant_id(stanza, presence.occupant_id);
    if (is_there) {
        add_hat(stanza, presence.hat);
    }
    if (is_there && presence.avatar_hash) {
        add_avatar_hash(stanza, *presence.avatar_hash);
    }
    return document;
}

pugi::xml_document encode_within(bridge::SeatMessage message, std::size_t most_bytes) {
    return encode_shortened(message.message, most_bytes, [&] { return encode(message); });
}

pugi::xml_document encode(const bridge::SeatSubject& subject) {
    const auto room = subject.from.bare();
    auto document =
        make_stanza("message", "groupchat", subject.from, subject.to, subject.id.empty() ? random_id() : subject.id);
    auto stanza = document.document_element();
    set_text(add(stanza, "subject"), subject.text);
    add_stanza_id(stanza, room, subject.stanza_id);
    add_delay(stanza, room, subject.delay_ms);
    return document;
}

pugi::xml_document encode(const bridge::SeatInvitation& invitation) {
    auto document = make_stanza("message", {}, invitation.room, invitation.to, random_id());
    auto stanza = document.document_element();
    const bool is_invite = invitation.kind == bridge::SeatInvitation::Kind::invite;
    auto said = add(add(stanza, "x", ns::muc_user), is_invite ? "invite" : "decline");
    set(said, "from", invitation.by.str());
    add_text(said, "reason", invitation.reason);
    if (is_invite) { // XEP-0249, for clients that know only that
        auto direct = add(stanza, "x", ns::conference);
        set(direct, "jid", invitation.room.str());
        if (!invitation.reason.empty()) {
            set(direct, "reason", invitation.reason);
        }
    }
    return document;
}

// XEP-0045 §10.9
pugi::xml_document encode(const bridge::SeatEnd& end) {
    auto document = make_stanza("presence", "unavailable", end.seat, end.to);
    auto user = add(document.document_element(), "x", ns::muc_user);
    add_rank(user, nobody, "", nullptr);
    auto destroy = add(user, "destroy");
    if (end.alternate_venue) {
        set(destroy, "jid", end.alternate_venue->str());
    }
    add_text(destroy, "reason", end.reason);
    add_status(user, self_presence);
    return document;
}

pugi::xml_document encode_change(const mapping::Jid& room, const mapping::Jid& to) {
    auto document = make_stanza("message", "groupchat", room, to, random_id());
    add_status(add(document.document_element(), "x", ns::muc_user), config_changed);
    return document;
}

pugi::xml_document encode_face(const mapping::Jid& room, const mapping::Jid& to, const std::string& hash) {
    auto document = make_stanza("presence", {}, room, to);
    add_avatar_hash(document.document_element(), hash);
    return document;
}

pugi::xml_document encode_refusal(const mapping::Jid& seat, const mapping::Jid& to, const std::string& id,
                                  const bridge::StanzaError& error) {
    auto document = make_stanza("presence", "error", seat, to, id);
    auto stanza = document.document_element();
    add(stanza, "x", ns::muc);
    add_error(stanza, error);
    set(stanza.child("error"), "by", seat.bare().str());
    return document;
}

} // namespace bascule::xmpp
