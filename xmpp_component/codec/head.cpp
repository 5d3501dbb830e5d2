#include "xmpp_component/codec/head.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/timestamp.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

mapping::Result<bridge::StanzaHead> decode_head(pugi::xml_node stanza) {
    auto from = mapping::Jid::parse(attribute_of(stanza, "from"));
    if (!from) {
        return mapping::Error{"the sender of a stanza: " + from.error().reason};
    }
    auto to = mapping::Jid::parse(attribute_of(stanza, "to"));
    if (!to) {
        return mapping::Error{"the addressee of a stanza: " + to.error().reason};
    }
    return bridge::StanzaHead{
        .from = std::move(*from), .to = std::move(*to), .id = std::string{attribute_of(stanza, "id")}};
}

std::string decode_nick(pugi::xml_node stanza) {
    return text_of(child_in(stanza, "nick", ns::nick));
}

std::string decode_occupant_id(pugi::xml_node stanza) {
    return std::string{attribute_of(child_in(stanza, "occupant-id", ns::occupant_id), "id")};
}

std::optional<std::int64_t> decode_delay(pugi::xml_node delay) {
    return parse_timestamp(attribute_of(delay, "stamp"));
}

} // namespace bascule::xmpp
