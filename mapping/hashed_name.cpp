#include "mapping/hashed_name.hpp"

#include "mapping/sha256.hpp"

#include <algorithm>
#include <cstddef>

namespace bascule::mapping {

namespace {

constexpr std::string_view base32_digits = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t name_length = 52;

std::string base32(const Sha256& digest) {
    constexpr unsigned digit_bits = 5;
    std::string text;
    unsigned window = 0;
    unsigned bits = 0;
    for (const auto byte : digest) {
        window = (window << 8U | byte) & 0xFFFFU;
        for (bits += 8; bits >= digit_bits; bits -= digit_bits) {
            text += base32_digits[window >> (bits - digit_bits) & 0x1FU];
        }
    }
    text += base32_digits[window << (digit_bits - bits) & 0x1FU];
    return text;
}

} // namespace

HashedName hash_of(Origin origin, std::string_view original) {
    const std::string_view side = origin == Origin::matrix ? "matrix:" : "xmpp:";
    return HashedName{base32(sha256(std::string{side}.append(original)))};
}

std::optional<HashedName> hashed_name_from(std::string_view text) {
    const bool is_name = text.size() == name_length && std::ranges::all_of(text, [](char one) {
                             return base32_digits.find(one) != std::string_view::npos;
                         });
    return is_name ? std::optional{HashedName{std::string{text}}} : std::nullopt;
}

} // namespace bascule::mapping
