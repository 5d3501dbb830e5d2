#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// How a text begins, in one line: runs of white space as one space, at most so many code points, and an ellipsis where
/// there was more. Never cut inside a character and what belongs to it (combining marks, joined emojis).
std::string excerpt(std::string_view text, std::size_t most = 40);

/// How a text begins, in at most so many lines, each of at most so many code points.
std::string first_lines(std::string_view text, std::size_t most_lines, std::size_t most_in_line);

} // namespace bascule::mapping
