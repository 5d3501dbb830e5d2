#include "xmpp_component/people/avatar_stamps.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <string_view>

namespace bascule::xmpp {

bridge::Task<void> AvatarStamps::send(const pugi::xml_document& stanza) {
    const auto* const hash = hash_for(stanza);
    if (hash == nullptr) {
        co_await out_.send(stanza);
        co_return;
    }
    pugi::xml_document stamped;
    stamped.reset(stanza);
    auto photo = add(add(stamped.document_element(), "x", ns::vcard_update), "photo");
    if (!hash->empty()) {
        set_text(photo, *hash);
    }
    co_await out_.send(stamped);
}

const std::string* AvatarStamps::hash_for(const pugi::xml_document& stanza) const {
    const auto root = stanza.document_element();
    if (std::string_view{root.name()} != "presence" || !attribute_of(root, "type").empty()) {
        return nullptr;
    }
    const auto from = mapping::Jid::parse(attribute_of(root, "from"));
    const auto found = from ? hashes_.find(from->bare()) : hashes_.end();
    return found == hashes_.end() ? nullptr : &found->second;
}

} // namespace bascule::xmpp
