#include "xmpp_component/codec/stanza_codec.hpp"

#include "xmpp_component/codec/presence_codec.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <string>

namespace bascule::xmpp {

mapping::Result<bridge::XmppEvent> decode_stanza(pugi::xml_node stanza, Reading reading) {
    if (is_element(stanza, "message", ns::client)) {
        return decode_message(stanza, reading);
    }
    if (is_element(stanza, "presence", ns::client)) {
        return decode_presence(stanza);
    }
    return mapping::Error{"neither a message nor a presence: <" + std::string{stanza.name()} + ">"};
}

mapping::Result<bridge::XmppEvent> XmlStanzaCodec::decode(std::string_view xml) const {
    constexpr std::string_view stream =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    StanzaFramer framer;
    for (const auto piece : {stream, xml}) {
        if (auto fed = framer.feed(piece); !fed) {
            return mapping::Error{"a stored stanza is no XML: " + fed.error().reason};
        }
    }
    const auto stanzas = framer.take();
    if (stanzas.size() != 1 || stanzas.front().is_over_limits) {
        return mapping::Error{"a stored text is not one stanza within the limits"};
    }
    return decode_stanza(stanzas.front().root(), reading_);
}

} // namespace bascule::xmpp
