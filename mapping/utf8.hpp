#pragma once

#include <cstddef>
#include <string_view>

namespace bascule::mapping {

/// U+FFFD, what stands where something could not be kept.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// How many bytes the well-formed UTF-8 sequence at the text's beginning has (1 to 4); 0 where there is none
/// (RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF).
std::size_t utf8_length(std::string_view text) noexcept;

/// Is all of the text such sequences?
bool is_utf8(std::string_view text) noexcept;

bool is_ascii(std::string_view text) noexcept;

/// The text's beginning, of at most so many code points. Of what is no UTF-8 each byte counts as one.
std::string_view first_code_points(std::string_view text, std::size_t most) noexcept;

} // namespace bascule::mapping
