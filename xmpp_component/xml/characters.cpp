#include "xmpp_component/xml/characters.hpp"

#include <cstdint>

namespace bascule::xmpp {

namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

std::size_t length_from_first_byte(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return 3;
    }
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

// The least code point that needs so many bytes: anything below is an overlong form.
constexpr std::uint32_t least_of_length[] = {0, 0, 0x80, 0x800, 0x10000};

// XML 1.0 §2.2; surrogates fall out as well.
bool is_xml_character(std::uint32_t point) {
    if (point < 0x20) {
        return point == 0x9 || point == 0xA || point == 0xD;
    }
    return point <= 0xD7FF || (point >= 0xE000 && point <= 0xFFFD) || (point >= 0x10000 && point <= 0x10FFFF);
}

} // namespace

Character character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t offset) { return static_cast<unsigned char>(text[at + offset]); };
    const auto length = length_from_first_byte(byte(0));
    if (length == 0 || at + length > text.size()) {
        return {};
    }
    if (length == 1) {
        return {.length = 1, .is_legal = is_xml_character(byte(0))};
    }
    std::uint32_t point = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t offset = 1; offset < length; ++offset) {
        if ((byte(offset) & 0xC0U) != 0x80U) {
            return {};
        }
        point = (point << 6U) | (byte(offset) & 0x3FU);
    }
    if (point < least_of_length[length]) {
        return {};
    }
    return {.length = length, .is_legal = is_xml_character(point)};
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

} // namespace bascule::xmpp
