#include "bridge/media/aesgcm.hpp"

#include "bridge/media/web_exchange.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <vector>

namespace bascule::media {

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t piece = 64U * 1024U;

using Bytes = std::vector<unsigned char>;

Bytes bytes_of_hex(std::string_view digits) {
    Bytes bytes;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
        unsigned char value = 0;
        const auto* const end = digits.data() + at + 2;
        const auto [stopped, failure] = std::from_chars(digits.data() + at, end, value, 16);
        if (failure != std::errc{} || stopped != end) {
            return {};
        }
        bytes.push_back(value);
    }
    return bytes;
}

struct EndCipher {
    void operator()(EVP_CIPHER_CTX* cipher) const { EVP_CIPHER_CTX_free(cipher); }
};

[[noreturn]] void refuse() {
    throw WebFailure{"it is encrypted, and its key does not fit"};
}

const unsigned char* as_bytes(const std::string& text) {
    return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

} // namespace

Spool decrypted(const Spool& encrypted, std::string_view fragment) {
    const auto secret = bytes_of_hex(fragment);
    const auto iv_bytes = secret.size() > key_bytes ? secret.size() - key_bytes : 0;
    if ((iv_bytes != 12 && iv_bytes != 16) || encrypted.size() < tag_bytes) {
        refuse();
    }
    const std::unique_ptr<EVP_CIPHER_CTX, EndCipher> cipher{EVP_CIPHER_CTX_new()};
    if (EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, nullptr, nullptr) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_IVLEN, static_cast<int>(iv_bytes), nullptr) != 1 ||
        EVP_DecryptInit_ex(cipher.get(), nullptr, nullptr, secret.data() + iv_bytes, secret.data()) != 1) {
        refuse();
    }
    Spool plain;
    const auto end = encrypted.size() - tag_bytes;
    std::string out(piece + EVP_MAX_BLOCK_LENGTH, '\0');
    auto* const to = static_cast<unsigned char*>(static_cast<void*>(out.data()));
    int count = 0;
    for (std::uint64_t at = 0; at < end;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece, end - at));
        const auto bytes = encrypted.read(at, wanted);
        if (EVP_DecryptUpdate(cipher.get(), to, &count, as_bytes(bytes), static_cast<int>(bytes.size())) != 1) {
            refuse();
        }
        plain.append({out.data(), static_cast<std::size_t>(count)});
        at += bytes.size();
    }
    auto tag = encrypted.read(end, tag_bytes);
    if (EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_bytes), tag.data()) != 1 ||
        EVP_DecryptFinal_ex(cipher.get(), to, &count) != 1) {
        refuse();
    }
    return plain;
}

} // namespace bascule::media
