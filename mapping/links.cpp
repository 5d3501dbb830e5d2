#include "mapping/links.hpp"

#include <algorithm>
#include <cctype>

namespace bascule::mapping {

namespace {

constexpr std::string_view ends_a_link = "<>\"`|{}^\\";
constexpr std::string_view punctuation = ".,;:!?'*_~)]";

bool is_ascii(char one) {
    return (static_cast<unsigned char>(one) & 0x80U) == 0;
}

bool is_letter_or_digit(char one) {
    return !is_ascii(one) || std::isalnum(static_cast<unsigned char>(one)) != 0;
}

bool is_of_link(char one) {
    return is_ascii(one) && std::isgraph(static_cast<unsigned char>(one)) != 0 &&
           ends_a_link.find(one) == std::string_view::npos;
}

bool begins_with(std::string_view text, std::string_view beginning) {
    return text.size() > beginning.size() &&
           std::ranges::equal(text.substr(0, beginning.size()), beginning,
                              [](unsigned char one, char other) { return std::tolower(one) == other; });
}

// How long the link is that begins here; 0 where it is none.
std::size_t length_of_link(std::string_view text, std::size_t beginning) {
    std::size_t length = beginning;
    while (length < text.size() && is_of_link(text[length])) {
        ++length;
    }
    if (length < text.size() && !is_ascii(text[length])) {
        return 0;
    }
    while (length > beginning && punctuation.find(text[length - 1]) != std::string_view::npos) {
        --length;
    }
    return length > beginning ? length : 0;
}

} // namespace

std::vector<LinkSpan> links_in(std::string_view text, std::span<const std::string_view> beginnings, std::size_t most) {
    std::vector<LinkSpan> links;
    for (std::size_t at = 0; at < text.size() && links.size() < most; ++at) {
        if (at > 0 && is_letter_or_digit(text[at - 1])) {
            continue;
        }
        const auto rest = text.substr(at);
        const auto found =
            std::ranges::find_if(beginnings, [&](std::string_view one) { return begins_with(rest, one); });
        const auto length = found == beginnings.end() ? 0 : length_of_link(rest, found->size());
        if (length > 0) {
            links.push_back({at, length});
            at += length - 1;
        }
    }
    return links;
}

std::string with_links_replaced(std::string_view text, const std::vector<LinkSpan>& links,
                                const std::vector<std::optional<std::string>>& replacements) {
    std::string replaced;
    std::size_t taken = 0;
    for (std::size_t number = 0; number < links.size() && number < replacements.size(); ++number) {
        const auto& link = links[number];
        if (replacements[number]) {
            replaced.append(text.substr(taken, link.at - taken)).append(*replacements[number]);
            taken = link.at + link.length;
        }
    }
    return replaced.append(text.substr(taken));
}

} // namespace bascule::mapping
