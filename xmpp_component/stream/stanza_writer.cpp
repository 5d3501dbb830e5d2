#include "xmpp_component/stream/stanza_writer.hpp"

#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

mapping::Result<std::string> StanzaWriter::write(pugi::xml_node stanza) const {
    const std::string_view name = stanza.name();
    if (name != "message" && name != "presence" && name != "iq") {
        return mapping::Error{"no stanza: <" + std::string{name} + ">"};
    }
    const auto from = mapping::Jid::parse(attribute_of(stanza, "from"));
    if (!from || from->domain() != domain_.domain()) {
        return mapping::Error{"the sender of a stanza must be an address at " + domain_.str()};
    }
    const auto to = mapping::Jid::parse(attribute_of(stanza, "to"));
    if (!to) {
        return mapping::Error{"the addressee of a stanza: " + to.error().reason};
    }
    auto text = serialize(stanza);
    if (text.size() > most_bytes_) {
        return mapping::Error{"a stanza of " + std::to_string(text.size()) + " bytes is over the limit of " +
                              std::to_string(most_bytes_)};
    }
    return {boost::system::in_place_value, std::move(text)};
}

} // namespace bascule::xmpp
