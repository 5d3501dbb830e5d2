#pragma once

#include "mapping/message.hpp"
#include "xmpp_component/codec/features/cut_body.hpp"

// All that may hang on a message's words.
namespace bascule::xmpp {

/// `body` is what is left of the words, which stand in `said` already.
void decode_features(pugi::xml_node message, const CutBody& body, mapping::Message& said);
/// After the body was written.
void encode_features(pugi::xml_node stanza, const mapping::Message& said);

} // namespace bascule::xmpp
