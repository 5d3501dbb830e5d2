#pragma once

#include "mapping/message.hpp"
#include "xmpp_component/codec/features/cut_body.hpp"

// Who is named: XEP-0372 §3.1, XEP-0513.
namespace bascule::xmpp {

void decode_mentions(pugi::xml_node message, const CutBody& body, mapping::Message& said);
/// After the body was written, in which the names are looked for.
void encode_mentions(pugi::xml_node stanza, const mapping::Message& said);

} // namespace bascule::xmpp
