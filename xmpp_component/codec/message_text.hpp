#pragma once

#include "mapping/message.hpp"

#include <pugixml.hpp>

#include <cstddef>
#include <functional>

// The words of a message stanza and their marks: XEP-0245, XEP-0393, and of others' XEP-0394 and XEP-0071 too.
namespace bascule::xmpp {

/// Is there a body? RFC 6121 §5.2.3 allows one in each of several languages.
bool has_words(pugi::xml_node message);
/// What was said, fallbacks and all; empty where there is no body.
mapping::Message decode_words(pugi::xml_node message);
/// What was said without what stands in it for elements beside it (XEP-0428), and those elements.
mapping::Message decode_said(pugi::xml_node message);

/// Adds body and, where it would be read otherwise than it is meant, `<unstyled/>`.
void add_words(pugi::xml_node stanza, const mapping::Message& message);

/// The stanza with its words. These are made shorter until it has at most so many bytes: first the marks go, then the
/// end, for an ellipsis.
pugi::xml_document encode_shortened(mapping::Message& words, std::size_t most_bytes,
                                    const std::function<pugi::xml_document()>& encode);

} // namespace bascule::xmpp
