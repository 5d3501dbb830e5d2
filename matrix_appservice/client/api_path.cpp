#include "matrix_appservice/client/api_path.hpp"

#include "matrix_appservice/percent_encoding.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace bascule::matrix {

namespace {

constexpr std::size_t longest_plain_key = 100;

bool can_stand_in_path(std::string_view key) {
    const auto is_safe = [](char character) {
        const bool is_letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
        return is_letter || (character >= '0' && character <= '9') || character == '-' || character == '_' ||
               character == '.';
    };
    return !key.empty() && key.size() <= longest_plain_key && std::ranges::all_of(key, is_safe);
}

std::string sha256_of(std::string_view text) {
    std::array<unsigned char, 32> digest{};
    if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error{"SHA-256 is not available"};
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string written;
    for (const auto byte : digest) {
        written.push_back(digits[byte >> 4U]);
        written.push_back(digits[byte & 0xFU]);
    }
    return written;
}

} // namespace

std::string v3_path(std::initializer_list<std::string_view> segments) {
    std::string path = "/_matrix/client/v3";
    for (const auto segment : segments) {
        path.append("/").append(percent_encoded(segment));
    }
    return path;
}

std::string transaction_id_of(std::string_view key) {
    // The two forms begin differently, so that no key looks like the hash of another.
    return can_stand_in_path(key) ? "k." + std::string{key} : "h." + sha256_of(key);
}

} // namespace bascule::matrix
