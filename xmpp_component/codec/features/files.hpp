#pragma once

#include "mapping/message.hpp"
#include "xmpp_component/codec/features/cut_body.hpp"

// Files: XEP-0447, XEP-0066, XEP-0385 in, XEP-0449, and `aesgcm:` links (XEP-0454) in.
namespace bascule::xmpp {

/// A body that is nothing but the link is taken away: what is left is the caption.
void decode_files(pugi::xml_node message, const CutBody& body, mapping::Message& said);
void encode_files(pugi::xml_node stanza, const mapping::Message& said);

/// What a file has for a body: its link, a sticker's words, or nothing.
std::string body_of(const mapping::File& file);

} // namespace bascule::xmpp
