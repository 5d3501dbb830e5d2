#include "bridge/people/picture.hpp"

#include <boost/uuid/detail/sha1.hpp>

#include <array>
#include <utility>

namespace bascule::bridge {

std::optional<std::string> picture_type(std::string_view bytes) {
    using namespace std::string_view_literals;
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> beginnings{
        {{"\x89PNG\r\n\x1a\n"sv, "image/png"},
         {"\xff\xd8\xff"sv, "image/jpeg"},
         {"GIF87a"sv, "image/gif"},
         {"GIF89a"sv, "image/gif"}}};
    for (const auto& [beginning, type] : beginnings) {
        if (bytes.starts_with(beginning)) {
            return std::string{type};
        }
    }
    constexpr std::size_t place_of_webp = 8; // behind "RIFF" and a length
    if (bytes.starts_with("RIFF") && bytes.size() > place_of_webp && bytes.substr(place_of_webp).starts_with("WEBP")) {
        return std::string{"image/webp"};
    }
    return std::nullopt;
}

std::string picture_hash(std::string_view bytes) {
    boost::uuids::detail::sha1 sha1;
    sha1.process_bytes(bytes.data(), bytes.size());
    boost::uuids::detail::sha1::digest_type digest{};
    sha1.get_digest(digest);
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr int bits_per_word = 32;
    constexpr int bits_per_digit = 4;
    std::string text;
    for (const auto word : digest) {
        for (int shift = bits_per_word - bits_per_digit; shift >= 0; shift -= bits_per_digit) {
            text += digits[(word >> shift) & 0xFU];
        }
    }
    return text;
}

} // namespace bascule::bridge
