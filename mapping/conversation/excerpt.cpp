#include "mapping/conversation/excerpt.hpp"

#include "mapping/utf8.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace bascule::mapping {

namespace {

constexpr std::string_view ellipsis = "…";
constexpr std::string_view joiner = "\xE2\x80\x8D"; // U+200D

bool is_space(std::string_view character) {
    return character == " " || character == "\t" || character == "\n" || character == "\r" || character == "\xC2\xA0";
}

struct Range {
    std::string_view first;
    std::string_view last; // UTF-8 sorts as its code points do
};
// What belongs to the character before it: combining marks, variation selectors, skin tones, tags.
constexpr std::array attached{Range{"\u0300", "\u036F"}, Range{"\u1AB0", "\u1AFF"},
                              Range{"\u20D0", "\u20FF"}, Range{"\uFE00", "\uFE0F"},
                              Range{"\uFE20", "\uFE2F"}, Range{"\U0001F3FB", "\U0001F3FF"},
                              Range{"\u200D", "\u200D"}, Range{"\U000E0020", "\U000E007F"}};

bool is_attached(std::string_view character) {
    return std::ranges::any_of(attached, [&](const Range& range) {
        return character.size() == range.first.size() && character >= range.first && character <= range.last;
    });
}

std::vector<std::string_view> characters_of(std::string_view text) {
    std::vector<std::string_view> all;
    while (!text.empty()) {
        const auto length = std::max<std::size_t>(utf8_length(text), 1);
        all.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return all;
}

// The beginning of the characters, of at most so many, that does not end inside something joined.
std::size_t whole_beginning(const std::vector<std::string_view>& characters, std::size_t most) {
    if (characters.size() <= most) {
        return characters.size();
    }
    auto kept = most;
    while (kept > 0 && (is_attached(characters[kept]) || characters[kept - 1] == joiner)) {
        --kept;
    }
    return kept == 0 ? most : kept;
}

std::string shortened(std::string_view text, std::size_t most) {
    const auto characters = characters_of(text);
    const auto kept = whole_beginning(characters, most);
    std::string beginning;
    for (std::size_t at = 0; at < kept; ++at) {
        beginning += characters[at];
    }
    if (kept < characters.size()) {
        beginning.erase(std::min(beginning.find_last_not_of(' ') + 1, beginning.size()));
        beginning += ellipsis;
    }
    return beginning;
}

std::string in_one_line(std::string_view text) {
    std::string line;
    bool is_gap = false;
    for (const auto character : characters_of(text)) {
        if (is_space(character)) {
            is_gap = !line.empty();
            continue;
        }
        if (is_gap) {
            line += ' ';
        }
        is_gap = false;
        line += character;
    }
    return line;
}

} // namespace

std::string excerpt(std::string_view text, std::size_t most) {
    return shortened(in_one_line(text), most);
}

std::string first_lines(std::string_view text, std::size_t most_lines, std::size_t most_in_line) {
    std::vector<std::string> lines;
    bool has_more = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        auto line = shortened(in_one_line(text.substr(at, end - at)), most_in_line);
        at = end + 1;
        if (line.empty()) {
            continue;
        }
        if (lines.size() == most_lines) {
            has_more = true;
            break;
        }
        lines.push_back(std::move(line));
    }
    std::string all;
    for (const auto& line : lines) {
        all += (all.empty() ? "" : "\n") + line;
    }
    if (has_more && !all.ends_with(ellipsis)) {
        all += ellipsis;
    }
    return all;
}

} // namespace bascule::mapping
