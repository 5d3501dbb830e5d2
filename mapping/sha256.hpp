#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace bascule::mapping {

inline constexpr std::size_t sha256_bytes = 32;
using Sha256 = std::array<unsigned char, sha256_bytes>;

/// Throws std::runtime_error where the system's libcrypto does not offer it.
Sha256 sha256(std::string_view text);
/// The same as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view text);

} // namespace bascule::mapping
