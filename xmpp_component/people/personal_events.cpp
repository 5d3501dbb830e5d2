#include "xmpp_component/people/personal_events.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <string>
#include <string_view>

namespace bascule::xmpp {

namespace {

// XEP-0084 §4.2.1: of several forms of one picture, the one that the node of the data holds has no url.
std::string hash_in(pugi::xml_node metadata) {
    for (const auto info : metadata.children("info")) {
        if (namespace_of(info) == ns::avatar_metadata && attribute_of(info, "url").empty()) {
            return std::string{attribute_of(info, "id")};
        }
    }
    return {};
}

void take_event(const bridge::StanzaHead& head, pugi::xml_node event, bridge::PeopleInbox& inbox) {
    const auto items = child_in(event, "items", ns::pubsub_event);
    const auto item = child_in(items, "item", ns::pubsub_event);
    bridge::PersonNews news{head.from.bare(), head.to.bare()};
    if (!item || !head.from.is_bare()) {
        return;
    }
    const auto node = attribute_of(items, "node");
    if (node == ns::nick) {
        inbox.on_nick(std::move(news), text_of(child_in(item, "nick", ns::nick)));
    } else if (const auto metadata = child_in(item, "metadata", ns::avatar_metadata);
               metadata && node == ns::avatar_metadata) {
        inbox.on_avatar(std::move(news), hash_in(metadata));
    }
}

} // namespace

void register_personal_events(MessageHandlers& handlers, bridge::PeopleInbox& inbox) {
    handlers.add(ns::pubsub_event, "event",
                 [&inbox](const bridge::StanzaHead& head, pugi::xml_node event) { take_event(head, event, inbox); });
}

} // namespace bascule::xmpp
