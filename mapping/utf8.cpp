#include "mapping/utf8.hpp"

#include <algorithm>
#include <array>

namespace bascule::mapping {

namespace {

unsigned char byte_at(std::string_view text, std::size_t index) {
    return static_cast<unsigned char>(text[index]);
}

// RFC 3629 §4: the second byte's range is what excludes overlong forms, surrogates and all above U+10FFFF.
struct Sequence {
    unsigned char first_from;
    unsigned char first_to;
    unsigned char second_from;
    unsigned char second_to;
    std::size_t length;
};
constexpr std::array<Sequence, 8> sequences{{{0xC2, 0xDF, 0x80, 0xBF, 2},
                                             {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                             {0xE1, 0xEC, 0x80, 0xBF, 3},
                                             {0xED, 0xED, 0x80, 0x9F, 3},
                                             {0xEE, 0xEF, 0x80, 0xBF, 3},
                                             {0xF0, 0xF0, 0x90, 0xBF, 4},
                                             {0xF1, 0xF3, 0x80, 0xBF, 4},
                                             {0xF4, 0xF4, 0x80, 0x8F, 4}}};

} // namespace

std::size_t utf8_length(std::string_view text) noexcept {
    if (text.empty()) {
        return 0;
    }
    const auto first = byte_at(text, 0);
    if (first < 0x80) {
        return 1;
    }
    const auto found = std::ranges::find_if(
        sequences, [&](const Sequence& one) { return first >= one.first_from && first <= one.first_to; });
    if (found == sequences.end() || text.size() < found->length) {
        return 0;
    }
    const auto second = byte_at(text, 1);
    if (second < found->second_from || second > found->second_to) {
        return 0;
    }
    const auto rest = text.substr(2, found->length - 2);
    const bool continues =
        std::ranges::all_of(rest, [](char one) { return (static_cast<unsigned char>(one) & 0xC0U) == 0x80U; });
    return continues ? found->length : 0;
}

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto length = utf8_length(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

bool is_ascii(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char one) { return static_cast<unsigned char>(one) < 0x80; });
}

std::string_view first_code_points(std::string_view text, std::size_t most) noexcept {
    std::size_t bytes = 0;
    for (std::size_t count = 0; count < most && bytes < text.size(); ++count) {
        bytes += std::max<std::size_t>(utf8_length(text.substr(bytes)), 1);
    }
    return text.substr(0, bytes);
}

} // namespace bascule::mapping
