#include "bridge/store/index_key.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace bascule::store {

namespace {

// A stored byte may take three (see stored_text.hpp), and an index row holds up to two such texts.
constexpr std::size_t most_bytes = 400;
constexpr std::size_t digest_bytes = 32;

std::string sha256_hex(std::string_view text) {
    std::array<unsigned char, digest_bytes> digest{};
    if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error{"SHA-256 is not available"};
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : digest) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 0xFU];
    }
    return hex;
}

} // namespace

IndexKey::IndexKey(std::string_view text) : indexed{text} {
    if (text.size() <= most_bytes) {
        return;
    }
    indexed.resize(most_bytes + 1 - 2 * digest_bytes);
    indexed += sha256_hex(text);
    whole = std::string{text};
}

const std::string& whole_text(const Row& row, std::size_t indexed_column, std::size_t whole_column) {
    const auto& whole = row.value(whole_column);
    return whole ? *whole : row.text(indexed_column);
}

} // namespace bascule::store
