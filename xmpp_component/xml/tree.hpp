#pragma once

#include <pugixml.hpp>

#include <string>
#include <string_view>

// Trees hold local names; an element whose namespace differs from its parent's has an xmlns attribute.
namespace bascule::xmpp {

/// Of the nearest xmlns attribute, going outward; empty where there is none.
std::string_view namespace_of(pugi::xml_node element);
bool is_element(pugi::xml_node node, std::string_view name, std::string_view ns);
/// The first such child, or an empty node.
pugi::xml_node child_in(pugi::xml_node parent, std::string_view name, std::string_view ns);
/// The first child that is an element, whatever it is.
pugi::xml_node first_element(pugi::xml_node parent);
/// The text that stands directly in the element.
std::string text_of(pugi::xml_node element);
/// Empty where it is absent.
std::string_view attribute_of(pugi::xml_node element, const char* name);

/// Appends an element of its parent's namespace.
pugi::xml_node add(pugi::xml_node parent, const char* name);
/// Appends an element of this namespace.
pugi::xml_node add(pugi::xml_node parent, const char* name, const char* ns);
/// Sets an attribute. A NUL, which a tree cannot hold, becomes U+FFFD here; the serializer replaces all else.
void set(pugi::xml_node element, const char* name, std::string_view value);
void set_text(pugi::xml_node element, std::string_view text);

} // namespace bascule::xmpp
