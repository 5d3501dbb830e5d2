#include "matrix_appservice/utf8.hpp"

#include <algorithm>

namespace bascule::matrix {

namespace {

// RFC 3629 §4: what the first byte announces, and what the second one may be.
struct Lead {
    unsigned char first;
    unsigned char last;
    std::size_t length;
    unsigned char second_from;
    unsigned char second_to;
};
constexpr Lead leads[] = {
    {0x00, 0x7F, 1, 0x80, 0xBF}, {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF},
    {0xE1, 0xEC, 3, 0x80, 0xBF}, {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF},
    {0xF0, 0xF0, 4, 0x90, 0xBF}, {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

unsigned char byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

bool continues(std::string_view text, const Lead& lead) {
    if (lead.length == 1) {
        return true;
    }
    if (text.size() < lead.length || byte_at(text, 1) < lead.second_from || byte_at(text, 1) > lead.second_to) {
        return false;
    }
    const auto rest = text.substr(2, lead.length - 2);
    return std::ranges::all_of(rest, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; });
}

} // namespace

std::size_t utf8_length(std::string_view text) {
    if (text.empty()) {
        return 0;
    }
    const auto first = byte_at(text, 0);
    const auto lead =
        std::ranges::find_if(leads, [first](const Lead& one) { return first >= one.first && first <= one.last; });
    return lead != std::end(leads) && continues(text, *lead) ? lead->length : 0;
}

} // namespace bascule::matrix
