#include "xmpp_component/message_handlers.hpp"

#include "xmpp_component/codec/head.hpp"
#include "xmpp_component/xml/tree.hpp"

namespace bascule::xmpp {

void MessageHandlers::add(std::string ns, std::string element, Handler handler) {
    handlers_.insert_or_assign({std::move(ns), std::move(element)}, std::move(handler));
}

bool MessageHandlers::take(pugi::xml_node message) const {
    const auto type = attribute_of(message, "type");
    if (type == "groupchat" || type == "error") {
        return false;
    }
    for (const auto child : message.children()) {
        const auto found = handlers_.find({std::string{namespace_of(child)}, child.name()});
        if (found == handlers_.end()) {
            continue;
        }
        if (const auto head = decode_head(message)) {
            found->second(*head, child);
        }
        return true;
    }
    return false;
}

} // namespace bascule::xmpp
