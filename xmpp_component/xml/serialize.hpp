#pragma once

#include <pugixml.hpp>

#include <string>

namespace bascule::xmpp {

/// The element as XML text that parses to the same tree: text and attributes escaped, what XML cannot carry replaced
/// by U+FFFD. Recurses as deep as the tree is, so the tree must come from the framer (depth limit) or from us.
std::string serialize(pugi::xml_node element);

} // namespace bascule::xmpp
