#include "xmpp_component/arrivals.hpp"

#include "bridge/log.hpp"
#include "xmpp_component/codec/head.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/codec/stanza_codec.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace bascule::xmpp {

namespace {

constexpr int self_presence = 110;

bool is_message(const Stanza& stanza) {
    return is_element(stanza.root(), "message", ns::client);
}

// RFC 6120 §8.3.1: an error is never answered with an error; and a MUC puts out whoever answers it with one.
bool may_be_refused(const Stanza& stanza, const bridge::StanzaHead& head, const ElectedListeners& listeners) {
    const auto type = attribute_of(stanza.root(), "type");
    return is_message(stanza) && type != "error" && (type != "groupchat" || head.to.is_bare()) &&
           !listeners.is_room(head.from.bare());
}

} // namespace

bridge::Task<void> Arrivals::take(std::vector<Stanza> stanzas) {
    std::vector<bridge::ArrivedStanza> arrived;
    for (auto& stanza : stanzas) {
        if (is_element(stanza.root(), "iq", ns::client)) {
            take_iq(std::move(stanza));
        } else if (stanza.is_over_limits) {
            refuse_large(stanza);
        } else if (auto one = sort(stanza)) {
            arrived.push_back(std::move(*one));
        }
    }
    stanzas.clear();
    if (!arrived.empty()) {
        co_await to_.inbox.on_stanzas(std::move(arrived));
    }
}

void Arrivals::take_iq(Stanza iq) {
    if (to_.tracker.accept(iq)) {
        return;
    }
    const auto type = attribute_of(iq.root(), "type");
    // An answer that nobody waits for: too late, or forged.
    if (type != "result" && type != "error") {
        to_.responder.respond(std::move(iq));
    }
}

std::optional<bridge::ArrivedStanza> Arrivals::sort(Stanza& stanza) {
    const auto root = stanza.root();
    if (is_message(stanza)) {
        if (to_.archive.accept(root) || to_.handlers.take(root)) {
            return std::nullopt;
        }
        prepare(root);
        notice_signs(root);
    }
    auto event = decode_stanza(root, Reading::everything);
    if (!event) {
        bridge::log(bridge::LogPart::xmpp).debug("a stanza is ignored: {}", event.error().reason);
        return std::nullopt;
    }
    if (is_from_us(*event) || !is_for_bridge(*event)) {
        return std::nullopt;
    }
    if (std::holds_alternative<bridge::ContactPresence>(*event)) {
        to_.caps.notice(root);
    }
    return bridge::ArrivedStanza{.event = std::move(*event),
                                 .xml = is_message(stanza) ? serialize(root) : std::string{}};
}

// What one of ours tells another is nobody's sign.
void Arrivals::notice_signs(pugi::xml_node message) const {
    const auto author = mapping::Jid::parse(attribute_of(message, "from"));
    const auto addressee = mapping::Jid::parse(attribute_of(message, "to"));
    const bool is_group = attribute_of(message, "type") == "groupchat";
    if (!author || !addressee || author->domain() == domain_.domain()) {
        return;
    }
    if (!is_group || !to_.listeners.is_only_copy(*author, *addressee)) {
        to_.signs.notice(message);
    }
}

bool Arrivals::is_for_bridge(const bridge::XmppEvent& event) {
    if (const auto* presence = std::get_if<bridge::OccupantPresence>(&event)) {
        to_.joins.notice(*presence);
        // What happens to one of ours, the MUC tells him alone.
        return presence->has_status(self_presence) ||
               !to_.listeners.is_only_copy(presence->head.from, presence->head.to);
    }
    if (const auto* error = std::get_if<bridge::PresenceError>(&event)) {
        return !to_.joins.notice(*error);
    }
    const auto& head = bridge::head_of(event);
    if (std::holds_alternative<bridge::GroupMessage>(event) || std::holds_alternative<bridge::SubjectChange>(event) ||
        std::holds_alternative<bridge::MucNews>(event)) {
        return !to_.listeners.is_only_copy(head.from, head.to);
    }
    // A MUC also has presence of its own, such as its avatar's (XEP-0486).
    const bool is_room_presence =
        std::holds_alternative<bridge::ContactPresence>(event) && to_.listeners.is_room(head.from.bare());
    return !is_room_presence && !std::holds_alternative<bridge::OtherStanza>(event);
}

// What one of ours sends to another comes back over the stream; to take it for somebody's word would make a loop.
bool Arrivals::is_from_us(const bridge::XmppEvent& event) const {
    return bridge::head_of(event).from.domain() == domain_.domain();
}

void Arrivals::prepare(pugi::xml_node message) const {
    const auto author = mapping::Jid::parse(attribute_of(message, "from"));
    if (attribute_of(message, "type") == "groupchat" && author && author->is_bare()) {
        return; // the MUC itself
    }
    if (attribute_of(message, "type") == "groupchat") {
        // Only an archive may tell who somebody really is; on the way through the MUC anybody could have.
        while (const auto told = child_in(message, "x", ns::muc_user)) {
            message.remove_child(told);
        }
        return;
    }
    const bool is_private = author && !author->is_bare() && to_.listeners.is_room(author->bare());
    // XEP-0045 §7.5 only recommends the mark by which a private message is known.
    if (is_private && !child_in(message, "x", ns::muc_user)) {
        add(message, "x", ns::muc_user);
    }
}

void Arrivals::refuse_large(const Stanza& stanza) {
    const auto head = decode_head(stanza.root());
    if (!head) {
        return;
    }
    bridge::log(bridge::LogPart::xmpp).warn("a stanza over the limits from {} is skipped", head->from.str());
    const bool is_to_us = head->to.domain() == domain_.domain();
    if (is_to_us && may_be_refused(stanza, *head, to_.listeners)) {
        const auto error = stanza_error("not-acceptable", "The message is too large for the bridge.");
        to_.responder.send(encode_bounce(head->to, head->from, head->id, error));
    }
}

} // namespace bascule::xmpp
