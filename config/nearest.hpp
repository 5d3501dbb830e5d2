#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bascule::config {

/// How many characters have to be added, dropped, replaced or swapped with their neighbour to make one of the other.
std::size_t edit_distance(std::string_view one, std::string_view other);

/// The candidate that whoever wrote `text` most likely meant: one that is spelt much alike, or that has the same last
/// part in another section. Nothing where none is near.
std::optional<std::string> nearest(std::string_view text, std::span<const std::string> candidates);

} // namespace bascule::config
