#pragma once

#include <string_view>

namespace bascule::mapping {

/// True for well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

bool is_ascii(std::string_view text) noexcept;

} // namespace bascule::mapping
