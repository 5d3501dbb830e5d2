#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bascule::matrix {

/// RFC 3986 §2.1: everything but the unreserved characters as %XX, so that the result is one segment of a path.
std::string percent_encoded(std::string_view text);
/// Nothing where a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

/// The first value of a field in a query string, decoded; nothing where it is missing or malformed.
std::optional<std::string> query_field(std::string_view query, std::string_view name);

} // namespace bascule::matrix
