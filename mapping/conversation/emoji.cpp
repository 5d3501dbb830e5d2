#include "mapping/conversation/emoji.hpp"

#include "mapping/utf8.hpp"

#include <algorithm>

namespace bascule::mapping {

namespace {

constexpr std::string_view enclosing_keycap = "\u20E3";
constexpr std::string_view ten = "\U0001F51F";
constexpr std::size_t most_bytes = 64; // the longest joined emojis have about 35

} // namespace

std::string without_selectors(std::string_view emoji) {
    std::string bare;
    while (!emoji.empty()) {
        const auto length = std::max<std::size_t>(utf8_length(emoji), 1);
        const auto character = emoji.substr(0, length);
        if (character != "\uFE0E" && character != "\uFE0F") {
            bare += character;
        }
        emoji.remove_prefix(length);
    }
    return bare;
}

bool is_emoji(std::string_view text) {
    if (text.empty() || text.size() > most_bytes) {
        return false;
    }
    if (keycap_number(text) || text.ends_with(enclosing_keycap)) {
        return true;
    }
    // Emojis begin at U+00A9; letters and signs of writing lie between U+00AE and U+203C.
    const auto first = text.substr(0, std::max<std::size_t>(utf8_length(text), 1));
    const bool is_latin_sign = first == "\u00A9" || first == "\u00AE";
    const bool is_pictographic = first >= "\u203C" && (first < "\u3031" || first >= "\U0001F000" || first == "\u3297" ||
                                                       first == "\u3299" || first == "\u303D");
    return is_utf8(text) && (is_latin_sign || is_pictographic);
}

std::optional<int> keycap_number(std::string_view emoji) {
    const auto bare = without_selectors(emoji);
    if (bare == ten) {
        return 10;
    }
    const bool is_digit = !bare.empty() && bare.front() >= '0' && bare.front() <= '9';
    if (!is_digit || std::string_view{bare}.substr(1) != enclosing_keycap) {
        return std::nullopt;
    }
    return bare.front() - '0';
}

std::string keycap(int number) {
    if (number == 10) {
        return std::string{ten};
    }
    auto text = std::to_string(number);
    return number < 0 || number > 9 ? text : text + "\uFE0F" + std::string{enclosing_keycap};
}

} // namespace bascule::mapping
