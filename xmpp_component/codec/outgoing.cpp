#include "xmpp_component/codec/outgoing.hpp"

#include "xmpp_component/codec/features/acts.hpp"
#include "xmpp_component/codec/message_text.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/digest.hpp"
#include "xmpp_component/iq/caps.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/timestamp.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

namespace {

using bridge::PresenceKind;

const char* type_of(PresenceKind kind) {
    switch (kind) {
        case PresenceKind::available:
            return "";
        case PresenceKind::unavailable:
            return "unavailable";
        case PresenceKind::subscribe:
            return "subscribe";
        case PresenceKind::subscribed:
            return "subscribed";
        case PresenceKind::unsubscribe:
            return "unsubscribe";
        case PresenceKind::unsubscribed:
            return "unsubscribed";
        case PresenceKind::probe:
            return "probe";
    }
    return "";
}

// XEP-0115 §4
void add_capabilities(pugi::xml_node presence, std::string_view hash) {
    auto capabilities = add(presence, "c", ns::capabilities);
    set(capabilities, "hash", "sha-1");
    set(capabilities, "node", caps_node);
    set(capabilities, "ver", hash);
}

void add_nick(pugi::xml_node stanza, const std::string& nick) {
    if (!nick.empty()) {
        set_text(add(stanza, "nick", ns::nick), nick);
    }
}

} // namespace

pugi::xml_document make_stanza(const char* name, std::string_view type, const mapping::Jid& from,
                               const mapping::Jid& to, std::string_view id) {
    pugi::xml_document document;
    auto stanza = add(document, name);
    if (!type.empty()) {
        set(stanza, "type", type);
    }
    set(stanza, "from", from.str());
    set(stanza, "to", to.str());
    if (!id.empty()) {
        set(stanza, "id", id);
    }
    return document;
}

pugi::xml_document encode(const bridge::OutgoingMessage& message) {
    auto document =
        make_stanza("message", message.is_groupchat ? "groupchat" : "chat", message.from, message.to, message.id);
    auto stanza = document.document_element();
    add_words(stanza, message.message);
    if (message.act) {
        encode_act(stanza, *message.act);
    }
    if (!message.id.empty()) {
        set(add(stanza, "origin-id", ns::message_ids), "id", message.id);
    }
    // XEP-0184 §5.3: not in a MUC.
    if (message.wants_receipt && !message.is_groupchat) {
        add(stanza, "request", ns::receipts);
        add(stanza, "markable", ns::chat_markers);
        add(stanza, "active", ns::chat_states); // XEP-0085 §5.1: we would like to know
    } else if (message.is_groupchat && !message.act) {
        add(stanza, "markable", ns::chat_markers);
    }
    add_nick(stanza, message.nick);
    return document;
}

pugi::xml_document encode_within(bridge::OutgoingMessage message, std::size_t most_bytes) {
    return encode_shortened(message.message, most_bytes, [&] { return encode(message); });
}

pugi::xml_document encode(const bridge::OutgoingPresence& presence, std::string_view capabilities) {
    auto document = make_stanza("presence", type_of(presence.kind), presence.from, presence.to);
    auto stanza = document.document_element();
    if (!presence.show.empty()) {
        set_text(add(stanza, "show"), presence.show);
    }
    if (!presence.status.empty()) {
        set_text(add(stanza, "status"), presence.status);
    }
    if (presence.kind == PresenceKind::available) {
        add_capabilities(stanza, capabilities);
    }
    add_nick(stanza, presence.nick);
    return document;
}

pugi::xml_document encode_receipt(const mapping::Jid& from, const mapping::Jid& to, const std::string& message_id) {
    auto document = make_stanza("message", "chat", from, to, random_id());
    set(add(document.document_element(), "received", ns::receipts), "id", message_id);
    return document;
}

pugi::xml_document encode_bounce(const mapping::Jid& from, const mapping::Jid& to, const std::string& message_id,
                                 const bridge::StanzaError& error) {
    auto document = make_stanza("message", "error", from, to, message_id);
    add_error(document.document_element(), error);
    return document;
}

pugi::xml_document encode_presence_error(const mapping::Jid& from, const mapping::Jid& to,
                                         const bridge::StanzaError& error) {
    auto document = make_stanza("presence", "error", from, to);
    add_error(document.document_element(), error);
    return document;
}

pugi::xml_document encode_nick_change(const bridge::JoinRequest& request, const mapping::Jid& seat, std::string_view id,
                                      std::string_view capabilities) {
    auto document = make_stanza("presence", {}, request.occupant, seat, id);
    add_capabilities(document.document_element(), capabilities);
    return document;
}

pugi::xml_document encode_join(const bridge::JoinRequest& request, const mapping::Jid& seat, std::string_view id,
                               std::string_view capabilities) {
    auto document = make_stanza("presence", {}, request.occupant, seat, id);
    auto stanza = document.document_element();
    auto join = add(stanza, "x", ns::muc);
    auto history = add(join, "history");
    if (request.history.since_ms) {
        set(history, "since", format_timestamp(*request.history.since_ms));
    } else {
        set(history, "maxchars", "0");
    }
    if (!request.password.empty()) {
        set_text(add(join, "password"), request.password);
    }
    add_capabilities(stanza, capabilities);
    return document;
}

} // namespace bascule::xmpp
