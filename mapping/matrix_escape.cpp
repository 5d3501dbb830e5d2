#include "mapping/matrix_escape.hpp"

namespace bascule::mapping {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

bool is_kept(char one) {
    return (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || one == '.' || one == '_' || one == '-' ||
           one == '+';
}

// The byte that two lower-hex digits at the start of the text stand for.
std::optional<char> byte_from(std::string_view text) {
    if (text.size() < 2) {
        return std::nullopt;
    }
    const auto high = digits.find(text[0]);
    const auto low = digits.find(text[1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
        return std::nullopt;
    }
    return static_cast<char>(static_cast<unsigned char>(high << 4U | low));
}

} // namespace

std::string matrix_escape(std::string_view bytes) {
    std::string escaped;
    escaped.reserve(bytes.size());
    for (const char one : bytes) {
        if (is_kept(one)) {
            escaped += one;
            continue;
        }
        const auto byte = static_cast<unsigned char>(one);
        escaped += '=';
        escaped += digits[byte >> 4U];
        escaped += digits[byte & 0xFU];
    }
    return escaped;
}

std::optional<std::string> matrix_unescape(std::string_view escaped) {
    std::string bytes;
    bytes.reserve(escaped.size());
    while (!escaped.empty()) {
        if (is_kept(escaped.front())) {
            bytes += escaped.front();
            escaped.remove_prefix(1);
            continue;
        }
        const auto byte = escaped.front() == '=' ? byte_from(escaped.substr(1)) : std::nullopt;
        if (!byte || is_kept(*byte)) {
            return std::nullopt;
        }
        bytes += *byte;
        escaped.remove_prefix(3);
    }
    return bytes;
}

} // namespace bascule::mapping
