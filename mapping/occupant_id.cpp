#include "mapping/occupant_id.hpp"

#include "mapping/sha256.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace bascule::mapping {

namespace {

constexpr std::size_t block_bytes = 64; // of SHA-256

std::string text_of(const Sha256& digest) {
    return {digest.begin(), digest.end()};
}

std::string masked(const std::string& key, unsigned char mask) {
    std::string block(block_bytes, static_cast<char>(mask));
    for (std::size_t at = 0; at < key.size(); ++at) {
        block[at] = static_cast<char>(static_cast<unsigned char>(key[at]) ^ mask);
    }
    return block;
}

// RFC 2104
Sha256 hmac(std::string_view secret, const std::string& text) {
    constexpr unsigned char inner = 0x36;
    constexpr unsigned char outer = 0x5c;
    const auto key = secret.size() > block_bytes ? text_of(sha256(secret)) : std::string{secret};
    return sha256(masked(key, outer) + text_of(sha256(masked(key, inner) + text)));
}

// RFC 4648 §5, without padding.
std::string base64url(const Sha256& digest) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    constexpr unsigned bits_of_digit = 6;
    constexpr unsigned bits_of_byte = 8;
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const auto byte : digest) {
        bits = (bits << bits_of_byte) | byte;
        for (count += bits_of_byte; count >= bits_of_digit; count -= bits_of_digit) {
            text += alphabet[(bits >> (count - bits_of_digit)) & 0x3FU];
        }
    }
    text += alphabet[(bits << (bits_of_digit - count)) & 0x3FU];
    return text;
}

} // namespace

std::string occupant_id(std::string_view secret, const Jid& room, std::string_view person) {
    return base64url(hmac(secret, room.bare().str() + '\0' + std::string{person}));
}

} // namespace bascule::mapping
