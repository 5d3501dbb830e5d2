#include "mapping/conversation/names_in_text.hpp"

#include "mapping/utf8.hpp"

#include <algorithm>
#include <cctype>

namespace bascule::mapping {

namespace {

constexpr std::size_t most_looked_at = 4'000; // bytes
constexpr std::size_t shortest_name = 2;      // anything shorter stands in every text

bool goes_on(std::string_view rest) {
    if (rest.empty()) {
        return false;
    }
    const auto first = static_cast<unsigned char>(rest.front());
    return first >= 0x80 || std::isalnum(first) != 0 || first == '_';
}

bool ends_in_word(std::string_view before) {
    return goes_on(before.substr(before.empty() ? 0 : before.size() - 1));
}

} // namespace

std::size_t code_points(std::string_view text) noexcept {
    std::size_t count = 0;
    while (!text.empty()) {
        text.remove_prefix(std::max<std::size_t>(utf8_length(text), 1));
        ++count;
    }
    return count;
}

std::string_view part_of(std::string_view body, Span span) noexcept {
    const auto before = first_code_points(body, span.begin);
    const auto rest = body.substr(before.size());
    return span.is_empty() ? std::string_view{} : first_code_points(rest, span.end - span.begin);
}

std::optional<Span> name_in(std::string_view body, std::string_view name) {
    const auto text = body.substr(0, most_looked_at);
    if (name.size() < shortest_name) {
        return std::nullopt;
    }
    const auto length = code_points(name);
    if (text.starts_with(name)) {
        const auto rest = text.substr(name.size());
        if (rest.starts_with(':') || rest.starts_with(',')) {
            return Span{0, length};
        }
    }
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        const auto behind = text.substr(at + 1);
        if (behind.starts_with(name) && !goes_on(behind.substr(name.size())) && !ends_in_word(text.substr(0, at))) {
            const auto begin = code_points(text.substr(0, at + 1));
            return Span{begin, begin + length};
        }
    }
    return std::nullopt;
}

} // namespace bascule::mapping
