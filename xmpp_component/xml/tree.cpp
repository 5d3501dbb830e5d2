#include "xmpp_component/xml/tree.hpp"

#include "mapping/utf8.hpp"

namespace bascule::xmpp {

namespace {

std::string without_nul(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (const char character : text) {
        if (character == '\0') {
            result += mapping::replacement_character;
        } else {
            result += character;
        }
    }
    return result;
}

} // namespace

std::string_view namespace_of(pugi::xml_node element) {
    for (auto node = element; node; node = node.parent()) {
        if (const auto declared = node.attribute("xmlns")) {
            return declared.value();
        }
    }
    return {};
}

bool is_element(pugi::xml_node node, std::string_view name, std::string_view ns) {
    return node.type() == pugi::node_element && node.name() == name && namespace_of(node) == ns;
}

pugi::xml_node child_in(pugi::xml_node parent, std::string_view name, std::string_view ns) {
    return parent.find_child([&](pugi::xml_node child) { return is_element(child, name, ns); });
}

pugi::xml_node first_element(pugi::xml_node parent) {
    return parent.find_child([](pugi::xml_node child) { return child.type() == pugi::node_element; });
}

std::string text_of(pugi::xml_node element) {
    std::string text;
    for (const auto child : element.children()) {
        if (child.type() != pugi::node_element) {
            text += child.value();
        }
    }
    return text;
}

std::string_view attribute_of(pugi::xml_node element, const char* name) {
    return element.attribute(name).value();
}

pugi::xml_node add(pugi::xml_node parent, const char* name) {
    return parent.append_child(name);
}

pugi::xml_node add(pugi::xml_node parent, const char* name, const char* ns) {
    auto child = parent.append_child(name);
    child.append_attribute("xmlns").set_value(ns);
    return child;
}

void set(pugi::xml_node element, const char* name, std::string_view value) {
    auto attribute = element.attribute(name);
    if (!attribute) {
        attribute = element.append_attribute(name);
    }
    attribute.set_value(without_nul(value).c_str());
}

void set_text(pugi::xml_node element, std::string_view text) {
    element.append_child(pugi::node_pcdata).set_value(without_nul(text).c_str());
}

} // namespace bascule::xmpp
