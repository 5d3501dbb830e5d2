#include "xmpp_component/people/chat_signs.hpp"

#include "xmpp_component/codec/head.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

namespace {

pugi::xml_node chat_state_in(pugi::xml_node message) {
    for (const auto child : message.children()) {
        if (namespace_of(child) == ns::chat_states) {
            return child;
        }
    }
    return {};
}

const char* type_of(const bridge::SignPath& path) {
    return path.is_groupchat ? "groupchat" : "chat";
}

// XEP-0334: nobody keeps it.
void add_passing_hint(pugi::xml_node stanza) {
    add(stanza, "no-store", ns::hints);
}

} // namespace

// What is old, or told one by the occupant of a MUC, is no sign.
void ChatSignDesk::notice(pugi::xml_node message) const {
    const auto type = attribute_of(message, "type");
    const bool is_other =
        type == "error" || child_in(message, "delay", ns::delay) || child_in(message, "x", ns::muc_user);
    if (inbox_ == nullptr || is_other) {
        return;
    }
    const auto state = chat_state_in(message);
    const auto displayed = child_in(message, "displayed", ns::chat_markers);
    if (!state && !displayed) {
        return;
    }
    const auto head = decode_head(message);
    if (!head) {
        return;
    }
    const bridge::SignPath path{head->from, head->to, type == "groupchat"};
    if (state) {
        inbox_->on_chat_state(path, std::string_view{state.name()} == "composing");
    }
    if (displayed) {
        inbox_->on_displayed(path, std::string{attribute_of(displayed, "id")});
    }
}

bridge::Task<void> ChatSignDesk::tell_typing(bridge::SignPath path, bool is_composing) {
    auto message = make_stanza("message", type_of(path), path.from, path.to);
    add(message.document_element(), is_composing ? "composing" : "paused", ns::chat_states);
    add_passing_hint(message.document_element());
    co_await sink_.send(message);
}

bridge::Task<void> ChatSignDesk::tell_displayed(bridge::SignPath path, std::string message_id) {
    auto message = make_stanza("message", type_of(path), path.from, path.to);
    set(add(message.document_element(), "displayed", ns::chat_markers), "id", message_id);
    co_await sink_.send(message);
}

} // namespace bascule::xmpp
