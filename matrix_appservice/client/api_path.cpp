#include "matrix_appservice/client/api_path.hpp"

#include "mapping/sha256.hpp"
#include "matrix_appservice/percent_encoding.hpp"

#include <algorithm>

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
    return can_stand_in_path(key) ? "k." + std::string{key} : "h." + mapping::sha256_hex(key);
}

} // namespace bascule::matrix
