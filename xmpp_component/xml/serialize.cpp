#include "xmpp_component/xml/serialize.hpp"

#include "mapping/utf8.hpp"
#include "xmpp_component/xml/characters.hpp"

#include <string_view>

namespace bascule::xmpp {

namespace {

enum class Place { text, attribute };

// A parser turns CR in text and any white space in attributes into something else, hence the references.
std::string_view escape_of(char character, Place place) {
    const bool in_attribute = place == Place::attribute;
    switch (character) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>': // needed in "]]>" only, harmless elsewhere
            return "&gt;";
        case '\r':
            return "&#13;";
        case '\'':
            return in_attribute ? "&apos;" : "";
        case '\t':
            return in_attribute ? "&#9;" : "";
        case '\n':
            return in_attribute ? "&#10;" : "";
        default:
            return "";
    }
}

void append_escaped(std::string& out, std::string_view text, Place place) {
    for (std::size_t at = 0; at < text.size();) {
        const auto character = character_at(text, at);
        const auto escape = escape_of(text[at], place);
        if (!character.is_legal) {
            out += mapping::replacement_character;
        } else if (!escape.empty()) {
            out += escape;
        } else {
            out += text.substr(at, character.length);
        }
        at += character.length;
    }
}

void append_element(std::string& out, pugi::xml_node element) {
    out += '<';
    out += element.name();
    for (const auto attribute : element.attributes()) {
        out += ' ';
        out += attribute.name();
        out += "='";
        append_escaped(out, attribute.value(), Place::attribute);
        out += '\'';
    }
    if (!element.first_child()) {
        out += "/>";
        return;
    }
    out += '>';
    for (const auto child : element.children()) {
        if (child.type() == pugi::node_element) {
            append_element(out, child);
        } else {
            append_escaped(out, child.value(), Place::text);
        }
    }
    out += "</";
    out += element.name();
    out += '>';
}

} // namespace

std::string serialize(pugi::xml_node element) {
    std::string out;
    append_element(out, element);
    return out;
}

} // namespace bascule::xmpp
