#include "bridge/media/byte_range.hpp"

#include <algorithm>
#include <charconv>

namespace bascule::media {

namespace {

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, value);
    return failure == std::errc{} && stopped == end ? std::optional{value} : std::nullopt;
}

} // namespace

RangeWish range_in(std::string_view header, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit)) {
        return {};
    }
    header.remove_prefix(unit.size());
    const auto dash = header.find('-');
    if (dash == std::string_view::npos || header.find(',') != std::string_view::npos) {
        return {};
    }
    const auto first = number_in(header.substr(0, dash));
    const auto last = number_in(header.substr(dash + 1));
    if (dash == 0) { // the last so many
        if (!last) {
            return {};
        }
        const auto kind = *last == 0 || size == 0 ? RangeWish::Kind::impossible : RangeWish::Kind::part;
        return {kind, {size - std::min(*last, size), size}};
    }
    const bool is_open = dash + 1 == header.size();
    if (!first || (!last && !is_open) || (last && *last < *first)) {
        return {};
    }
    if (*first >= size) {
        return {RangeWish::Kind::impossible, {}};
    }
    return {RangeWish::Kind::part, {*first, is_open ? size : std::min(*last, size - 1) + 1}};
}

} // namespace bascule::media
