#include "xmpp_component/xml/base64.hpp"

#include <cstdint>

namespace bascule::xmpp {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr unsigned digit_bits = 6;
constexpr unsigned byte_bits = 8;

bool is_space(char character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

} // namespace

std::string base64_of(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char byte : bytes) {
        bits = (bits << byte_bits) | static_cast<unsigned char>(byte);
        for (count += byte_bits; count >= digit_bits; count -= digit_bits) {
            text += alphabet[(bits >> (count - digit_bits)) & 0x3fU];
        }
    }
    if (count > 0) {
        text += alphabet[(bits << (digit_bits - count)) & 0x3fU];
    }
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::string> bytes_of_base64(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    std::size_t digits = 0;
    std::size_t padding = 0;
    for (const char character : text) {
        if (is_space(character)) {
            continue;
        }
        ++digits;
        const auto digit = alphabet.find(character);
        padding += character == '=' ? 1 : 0;
        if (character == '=') {
            continue;
        }
        if (digit == std::string_view::npos || padding > 0) {
            return std::nullopt;
        }
        bits = (bits << digit_bits) | static_cast<std::uint32_t>(digit);
        count += digit_bits;
        if (count >= byte_bits) {
            count -= byte_bits;
            bytes += static_cast<char>((bits >> count) & 0xffU);
        }
    }
    return digits % 4 == 0 && padding <= 2 ? std::optional{std::move(bytes)} : std::nullopt;
}

} // namespace bascule::xmpp
