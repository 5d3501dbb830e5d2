#pragma once

#include "mapping/message.hpp"
#include "xmpp_component/codec/features/cut_body.hpp"

// What ties a message to others: XEP-0308, XEP-0461, XEP-0201; and that it is hidden at first: XEP-0382.
namespace bascule::xmpp {

void decode_relations(pugi::xml_node message, const CutBody& body, mapping::Message& said);
void encode_relations(pugi::xml_node stanza, const mapping::Message& said);

} // namespace bascule::xmpp
