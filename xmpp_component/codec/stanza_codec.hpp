#pragma once

#include "bridge/ports/xmpp_inbox.hpp"
#include "xmpp_component/codec/message_codec.hpp"
#include "xmpp_component/stream/stanza_framer.hpp"

#include <pugixml.hpp>

namespace bascule::xmpp {

/// What a message or presence means. Fails on anything else, and on addresses that are none.
mapping::Result<bridge::XmppEvent> decode_stanza(pugi::xml_node stanza, Reading reading = Reading::words);

/// Decodes stanzas that were written out for the journal, under the same limits as on the stream.
class XmlStanzaCodec final : public bridge::StanzaCodec {
public:
    explicit XmlStanzaCodec(Reading reading = Reading::words) : reading_{reading} {}
    mapping::Result<bridge::XmppEvent> decode(std::string_view xml) const override;

private:
    Reading reading_;
};

} // namespace bascule::xmpp
