#include "bridge/media/aesgcm.hpp"

#include "bridge/media/web_exchange.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

namespace bascule::media {
namespace {

const std::string iv(12, '\x01');
const std::string key(32, '\x02');
const std::string fragment = "010101010101010101010101" + std::string(64, '0');

unsigned char* bytes_of(std::string& text) {
    return static_cast<unsigned char*>(static_cast<void*>(text.data()));
}

std::string right_fragment() {
    std::string text = "010101010101010101010101";
    for (int number = 0; number < 32; ++number) {
        text += "02";
    }
    return text;
}

// As a client does it (XEP-0454 §3).
Spool encrypted(std::string plain) {
    auto nonce = iv;
    auto secret = key;
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> cipher{EVP_CIPHER_CTX_new(),
                                                                                 &EVP_CIPHER_CTX_free};
    EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(secret), bytes_of(nonce));
    std::string out(plain.size() + 16, '\0');
    int count = 0;
    EVP_EncryptUpdate(cipher.get(), bytes_of(out), &count, bytes_of(plain), static_cast<int>(plain.size()));
    out.resize(static_cast<std::size_t>(count));
    int last = 0;
    std::string rest(16, '\0');
    EVP_EncryptFinal_ex(cipher.get(), bytes_of(rest), &last);
    std::string tag(16, '\0');
    EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, 16, tag.data());
    Spool spool;
    spool.append(out + tag);
    return spool;
}

TEST(AesgcmTest, AFileIsDecryptedPieceByPiece) {
    std::string plain;
    for (int number = 0; number < 40'000; ++number) {
        plain += "rose " + std::to_string(number);
    }
    const auto spool = decrypted(encrypted(plain), right_fragment());
    EXPECT_EQ(spool.size(), plain.size());
    EXPECT_EQ(spool.read(0, plain.size()), plain);
}

TEST(AesgcmTest, AnEmptyFileIsOne) {
    EXPECT_EQ(decrypted(encrypted(""), right_fragment()).size(), 0U);
}

TEST(AesgcmTest, WhatDoesNotFitIsRefused) {
    const auto spool = encrypted("a rose");
    for (const auto& wrong : {fragment, std::string{}, std::string{"zz"}, right_fragment() + "00",
                              right_fragment().substr(2), std::string(88, 'x')}) {
        EXPECT_THROW(decrypted(spool, wrong), WebFailure) << wrong;
    }
    Spool forged;
    auto bytes = spool.read(0, 100);
    bytes[0] = static_cast<char>(bytes[0] ^ 1);
    forged.append(bytes);
    EXPECT_THROW(decrypted(forged, right_fragment()), WebFailure);
    Spool nothing;
    EXPECT_THROW(decrypted(nothing, right_fragment()), WebFailure);
}

} // namespace
} // namespace bascule::media
