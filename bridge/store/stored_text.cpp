#include "bridge/store/stored_text.hpp"

#include "mapping/utf8.hpp"

#include <charconv>
#include <string_view>

namespace bascule::store {

namespace {

constexpr char escape = '\x10';
constexpr std::size_t escaped_size = 3;

// Bytes of the character that the text begins with, 0 where its first byte cannot be stored.
std::size_t storable_size(std::string_view text) {
    return text.front() == '\0' || text.front() == escape ? 0 : mapping::utf8_length(text);
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
