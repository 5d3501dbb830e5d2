#include "xmpp_component/digest.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <span>
#include <stdexcept>

namespace bascule::xmpp {

namespace {

constexpr std::size_t sha1_bytes = 20;
using Sha1 = std::array<unsigned char, sha1_bytes>;

Sha1 sha1(std::string_view text) {
    Sha1 digest{};
    unsigned int length = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha1(), nullptr) != 1) {
        throw std::runtime_error{"OpenSSL offers no SHA-1"};
    }
    return digest;
}

std::string hex(std::span<const unsigned char> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 0xFU];
    }
    return text;
}

} // namespace

std::string sha1_hex(std::string_view text) {
    return hex(sha1(text));
}

std::string sha1_base64(std::string_view text) {
    const auto digest = sha1(text);
    std::array<unsigned char, 2 * sha1_bytes> encoded{};
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
    return {encoded.begin(), encoded.begin() + length};
}

std::string random_id() {
    constexpr std::size_t random_bytes = 16;
    std::array<unsigned char, random_bytes> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        throw std::runtime_error{"OpenSSL offers no random numbers"};
    }
    return hex(bytes);
}

} // namespace bascule::xmpp
