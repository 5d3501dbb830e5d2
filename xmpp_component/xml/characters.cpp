#include "xmpp_component/xml/characters.hpp"

#include "mapping/utf8.hpp"

#include <algorithm>

namespace bascule::xmpp {

namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

// XML 1.0 §2.2, of well-formed UTF-8: no control character but three, and neither U+FFFE nor U+FFFF.
bool is_xml_character(std::string_view character) {
    if (character.size() == 1) {
        const auto byte = static_cast<unsigned char>(character.front());
        return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
    }
    return character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

} // namespace

Character character_at(std::string_view text, std::size_t at) {
    const auto rest = text.substr(at);
    const auto length = mapping::utf8_length(rest);
    if (length == 0) {
        return {};
    }
    return {.length = length, .is_legal = is_xml_character(rest.substr(0, length))};
}

std::string shortened(std::string_view text, std::size_t most_bytes) {
    if (text.size() <= most_bytes) {
        return std::string{text};
    }
    const auto room = most_bytes < ellipsis.size() ? 0 : most_bytes - ellipsis.size();
    std::size_t at = 0;
    while (at < room) {
        const auto length = character_at(text, at).length;
        if (at + length > room) {
            break;
        }
        at += length;
    }
    std::string result{text.substr(0, at)};
    result += ellipsis;
    return result;
}

std::string shortened_in(std::size_t stanza_bytes, std::string_view text, std::size_t most_bytes) {
    // A byte of the text takes at least one in the stanza, so this is enough; the ellipsis takes three.
    constexpr std::size_t ellipsis_bytes = 3;
    const auto excess = stanza_bytes - std::min(stanza_bytes, most_bytes) + ellipsis_bytes;
    return shortened(text, text.size() > excess ? text.size() - excess : 0);
}

} // namespace bascule::xmpp
