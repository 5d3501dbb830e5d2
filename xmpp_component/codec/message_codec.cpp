#include "xmpp_component/codec/message_codec.hpp"

#include "xmpp_component/codec/features/acts.hpp"
#include "xmpp_component/codec/features/message_features.hpp"
#include "xmpp_component/codec/head.hpp"
#include "xmpp_component/codec/message_text.hpp"
#include "xmpp_component/codec/muc_user.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace bascule::xmpp {

namespace {

using bridge::StanzaHead;

// OMEMO without a payload carries only keys (XEP-0384 §4.6): nothing was said.
bool has_omemo_payload(pugi::xml_node message) {
    for (const char* omemo : {ns::omemo, ns::omemo_legacy}) {
        const auto encrypted = child_in(message, "encrypted", omemo);
        if (encrypted && child_in(encrypted, "payload", omemo)) {
            return true;
        }
    }
    return false;
}

bool has_openpgp(pugi::xml_node message) {
    return child_in(message, "openpgp", ns::openpgp) || child_in(message, "x", ns::openpgp_legacy);
}

bool is_encrypted(pugi::xml_node message) {
    const bool is_hinted = child_in(message, "encryption", ns::encryption) && has_words(message);
    return has_omemo_payload(message) || has_openpgp(message) || is_hinted;
}

// XEP-0359 §3: everybody may write one, so only the room's own counts.
std::string stanza_id_by(pugi::xml_node message, const mapping::Jid& room) {
    for (const auto child : message.children("stanza-id")) {
        if (namespace_of(child) == ns::message_ids && attribute_of(child, "by") == room.str()) {
            return std::string{attribute_of(child, "id")};
        }
    }
    return {};
}

// XEP-0045 §7.2.13: the room's delay says that this is history.
std::optional<std::int64_t> delay_by(pugi::xml_node message, const mapping::Jid& room) {
    for (const auto child : message.children("delay")) {
        if (namespace_of(child) != ns::delay) {
            continue;
        }
        const auto from = mapping::Jid::parse(attribute_of(child, "from"));
        if (from && from->bare() == room) {
            return decode_delay(child);
        }
    }
    return std::nullopt;
}

std::optional<mapping::Jid> real_jid_in(pugi::xml_node message) {
    const auto item = child_in(child_in(message, "x", ns::muc_user), "item", ns::muc_user);
    const auto jid = mapping::Jid::parse(attribute_of(item, "jid"));
    return jid ? std::optional{*jid} : std::nullopt;
}

std::optional<mapping::Jid> jid_in(pugi::xml_node element, const char* name) {
    const auto jid = mapping::Jid::parse(attribute_of(element, name));
    return jid ? std::optional{*jid} : std::nullopt;
}

// XEP-0045 §7.8.2, §7.8.3: through the room, which is one side of the message.
std::optional<bridge::MucInvitation> decode_mediated(const StanzaHead& head, pugi::xml_node message) {
    const auto user = child_in(message, "x", ns::muc_user);
    const auto invite = child_in(user, "invite", ns::muc_user);
    const auto decline = child_in(user, "decline", ns::muc_user);
    const auto said = invite ? invite : decline;
    if (!said) {
        return std::nullopt;
    }
    const auto to = jid_in(said, "to");
    if (!to && !head.from.is_bare()) { // an occupant's own words, which a careless MUC has let pass
        return std::nullopt;
    }
    return bridge::MucInvitation{
        .head = head,
        .kind = invite ? bridge::MucInvitation::Kind::invite : bridge::MucInvitation::Kind::decline,
        .is_mediated = true,
        .room = to ? head.to.bare() : head.from.bare(),
        .from = jid_in(said, "from"),
        .to = to,
        .reason = text_of(child_in(said, "reason", ns::muc_user)),
        .password = text_of(child_in(user, "password", ns::muc_user))};
}

// XEP-0249. Where a message holds both kinds, for old clients, the room's own word counts.
std::optional<bridge::MucInvitation> decode_invitation(const StanzaHead& head, pugi::xml_node message) {
    if (auto mediated = decode_mediated(head, message)) {
        return mediated;
    }
    const auto direct = child_in(message, "x", ns::conference);
    const auto room = jid_in(direct, "jid");
    if (!room || !room->is_bare()) {
        return std::nullopt;
    }
    return bridge::MucInvitation{.head = head,
                                 .kind = bridge::MucInvitation::Kind::invite,
                                 .is_mediated = false,
                                 .room = *room,
                                 .from = std::nullopt,
                                 .to = std::nullopt,
                                 .reason = std::string{attribute_of(direct, "reason")},
                                 .password = std::string{attribute_of(direct, "password")}};
}

// XEP-0045 §9.9, §10.2.1: only the room itself has no resource.
std::optional<bridge::MucNews> decode_news(const StanzaHead& head, pugi::xml_node message) {
    const auto user = child_in(message, "x", ns::muc_user);
    if (!user || !head.from.is_bare()) {
        return std::nullopt;
    }
    const auto item = child_in(user, "item", ns::muc_user);
    auto subject = jid_in(item, "jid");
    return bridge::MucNews{.head = head,
                           .statuses = decode_statuses(user),
                           .subject = subject ? std::optional{subject->bare()} : std::nullopt,
                           .affiliation = std::string{attribute_of(item, "affiliation")},
                           .actor = decode_actor(item),
                           .reason = text_of(child_in(item, "reason", ns::muc_user))};
}

// What a message brings besides its place and its people.
struct Brought {
    bool is_anything;
    mapping::Message message;
    std::optional<mapping::Act> act;
};

Brought brought_by(const StanzaHead& head, pugi::xml_node message, Reading reading) {
    if (reading == Reading::words) {
        return {has_words(message) || is_encrypted(message), decode_words(message), std::nullopt};
    }
    auto act = decode_act(head, message);
    auto said = decode_said(message);
    // A file whose source is to come later (XEP-0447 §3.3) is none yet.
    const bool has_things = !said.files.empty() || said.place;
    const bool is_anything = has_words(message) || has_things || act || is_encrypted(message);
    return {is_anything, std::move(said), std::move(act)};
}

bridge::XmppEvent decode_groupchat(StanzaHead head, pugi::xml_node message, Reading reading) {
    auto brought = brought_by(head, message, reading);
    if (!brought.is_anything) {
        const auto subject = child_in(message, "subject", ns::client);
        // XEP-0045 §8.1: a subject beside a body or thread is no change of the subject.
        if (!subject || child_in(message, "thread", ns::client)) {
            if (auto news = decode_news(head, message)) {
                return std::move(*news);
            }
            return bridge::OtherStanza{std::move(head)};
        }
        return bridge::SubjectChange{.head = std::move(head), .subject = text_of(subject)};
    }
    const auto room = head.from.bare();
    return bridge::GroupMessage{.head = std::move(head),
                                .message = std::move(brought.message),
                                .stanza_id = stanza_id_by(message, room),
                                .occupant_id = decode_occupant_id(message),
                                .is_encrypted = is_encrypted(message),
                                .delay_ms = delay_by(message, room),
                                .real_jid = real_jid_in(message),
                                .act = std::move(brought.act)};
}

bridge::XmppEvent decode_chat(StanzaHead head, pugi::xml_node message, Reading reading) {
    auto brought = brought_by(head, message, reading);
    if (!brought.is_anything) {
        const auto received = child_in(message, "received", ns::receipts);
        if (received && !attribute_of(received, "id").empty()) {
            return bridge::Receipt{.head = std::move(head), .message_id = std::string{attribute_of(received, "id")}};
        }
        if (auto news = decode_news(head, message)) {
            return std::move(*news);
        }
        return bridge::OtherStanza{std::move(head)};
    }
    const auto origin_id = attribute_of(child_in(message, "origin-id", ns::message_ids), "id");
    return bridge::ChatMessage{.head = std::move(head),
                               .message = std::move(brought.message),
                               .origin_id = std::string{origin_id},
                               .nick = decode_nick(message),
                               .wants_receipt = !child_in(message, "request", ns::receipts).empty(),
                               .is_private_of_muc = !child_in(message, "x", ns::muc_user).empty(),
                               .is_encrypted = is_encrypted(message),
                               .delay_ms = decode_delay(child_in(message, "delay", ns::delay)),
                               .act = std::move(brought.act)};
}

} // namespace

mapping::Result<bridge::XmppEvent> decode_message(pugi::xml_node message, Reading reading) {
    auto head = decode_head(message);
    if (!head) {
        return head.error();
    }
    const auto type = attribute_of(message, "type");
    if (type == "error") {
        return bridge::XmppEvent{bridge::ReturnedMessage{.head = std::move(*head), .error = decode_error(message)}};
    }
    if (type == "groupchat") {
        return decode_groupchat(std::move(*head), message, reading);
    }
    if (type == "headline") {
        return bridge::XmppEvent{bridge::OtherStanza{std::move(*head)}};
    }
    if (auto invitation = decode_invitation(*head, message)) {
        return bridge::XmppEvent{std::move(*invitation)};
    }
    // RFC 6121 §5.2.2: an unknown type is normal.
    return decode_chat(std::move(*head), message, reading);
}

} // namespace bascule::xmpp
