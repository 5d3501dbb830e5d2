#pragma once

#include "mapping/message.hpp"
#include "xmpp_component/codec/features/cut_body.hpp"

// Where somebody is: XEP-0080 in a message, or a geo: URI (RFC 5870) that is all of the body.
namespace bascule::xmpp {

void decode_place(pugi::xml_node message, const CutBody& body, mapping::Message& said);
void encode_place(pugi::xml_node stanza, const mapping::Message& said);

} // namespace bascule::xmpp
