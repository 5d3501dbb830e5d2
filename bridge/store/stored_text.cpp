#include "bridge/store/stored_text.hpp"

#include <charconv>
#include <string_view>

namespace bascule::store {

namespace {

constexpr char escape = '\x10';
constexpr std::size_t escaped_size = 3;

constexpr bool is_between(unsigned char byte, unsigned char low, unsigned char high) {
    return low <= byte && byte <= high;
}

// RFC 3629 §4: the range of a character's second byte excludes overlong forms, surrogates and what is beyond U+10FFFF.
bool is_second_byte(unsigned char first, unsigned char second) {
    switch (first) {
        case 0xE0:
            return is_between(second, 0xA0, 0xBF);
        case 0xED:
            return is_between(second, 0x80, 0x9F);
        case 0xF0:
            return is_between(second, 0x90, 0xBF);
        case 0xF4:
            return is_between(second, 0x80, 0x8F);
        default:
            return is_between(second, 0x80, 0xBF);
    }
}

std::size_t size_by_first_byte(unsigned char first) {
    if (is_between(first, 0xC2, 0xDF)) {
        return 2;
    }
    if (is_between(first, 0xE0, 0xEF)) {
        return 3;
    }
    return is_between(first, 0xF0, 0xF4) ? 4 : 0;
}

// Bytes of the character that the text begins with, 0 where its first byte cannot be stored.
std::size_t storable_size(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    if (byte(0) < 0x80) {
        return text[0] == '\0' || text[0] == escape ? 0 : 1;
    }
    const auto size = size_by_first_byte(byte(0));
    if (size == 0 || text.size() < size || !is_second_byte(byte(0), byte(1))) {
        return 0;
    }
    for (std::size_t at = 2; at < size; ++at) {
        if (!is_between(byte(at), 0x80, 0xBF)) {
            return 0;
        }
    }
    return size;
}

std::size_t storable_prefix(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto size = storable_size(text.substr(at));
        if (size == 0) {
            break;
        }
        at += size;
    }
    return at;
}

void append_escaped(std::string& text, char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    text += escape;
    text += digits[value >> 4U];
    text += digits[value & 0xFU];
}

} // namespace

void to_stored(std::optional<std::string>& text) {
    if (!text) {
        return;
    }
    std::string_view rest = *text;
    auto plain = storable_prefix(rest);
    if (plain == rest.size()) {
        return;
    }
    std::string stored;
    while (plain < rest.size()) {
        stored.append(rest.substr(0, plain));
        append_escaped(stored, rest[plain]);
        rest.remove_prefix(plain + 1);
        plain = storable_prefix(rest);
    }
    stored.append(rest);
    text = std::move(stored);
}

void from_stored(std::optional<std::string>& text) {
    if (!text || text->find(escape) == std::string::npos) {
        return;
    }
    std::string plain;
    for (std::size_t at = 0; at < text->size(); ++at) {
        if ((*text)[at] != escape || text->size() - at < escaped_size) {
            plain += (*text)[at];
            continue;
        }
        unsigned char value = 0;
        std::from_chars(text->data() + at + 1, text->data() + at + escaped_size, value, 16);
        plain += static_cast<char>(value);
        at += escaped_size - 1;
    }
    text = std::move(plain);
}

} // namespace bascule::store
