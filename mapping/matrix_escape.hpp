#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// Any bytes as part of a Matrix localpart (Matrix appendices, "Mapping from other character sets"): `=` and two
/// lower-hex digits stand for each byte other than `a-z 0-9 . _ - +`. So '/' and '=' are escaped too, and upper case
/// survives.
std::string matrix_escape(std::string_view bytes);

/// The bytes that matrix_escape made this of; nothing where it makes this of none.
std::optional<std::string> matrix_unescape(std::string_view escaped);

} // namespace bascule::mapping
