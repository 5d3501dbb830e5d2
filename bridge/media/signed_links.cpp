#include "bridge/media/signed_links.hpp"

#include "matrix_appservice/percent_encoding.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <vector>

namespace bascule::media {

namespace {

constexpr std::string_view root = "/media/";
constexpr std::size_t signature_bytes = 16; // of 32: nobody tries 2^128

std::string hex_of(const unsigned char* bytes, std::size_t count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t at = 0; at < count; ++at) {
        text += digits[bytes[at] >> 4U];
        text += digits[bytes[at] & 0x0FU];
    }
    return text;
}

std::vector<std::string_view> parts_of(std::string_view path) {
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const auto slash = path.find('/');
        parts.push_back(path.substr(0, slash));
        path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    }
    return parts;
}

bool are_same(std::string_view one, std::string_view other) {
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

} // namespace

std::string SignedLinks::signature_of(const mapping::MxcUri& file, const std::string& end) const {
    const auto text = file.path() + '/' + end;
    std::array<unsigned char, EVP_MAX_MD_SIZE> code{};
    unsigned int length = 0;
    HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()),
         static_cast<const unsigned char*>(static_cast<const void*>(text.data())), text.size(), code.data(), &length);
    return hex_of(code.data(), signature_bytes);
}

std::string SignedLinks::make(const mapping::MxcUri& file, std::int64_t end_ms, std::string_view name) const {
    const auto end = std::to_string(end_ms / 1'000);
    return base_ + std::string{root} + file.path() + '/' + end + '-' + signature_of(file, end) + '/' +
           matrix::percent_encoded(name.empty() ? "file" : name);
}

SignedLinks::Opened SignedLinks::open(std::string_view path, std::int64_t now_ms) const {
    const auto parts = parts_of(path.starts_with(root) ? path.substr(root.size()) : std::string_view{});
    constexpr std::size_t all_parts = 4;
    const auto dash = parts.size() == all_parts ? parts[2].find('-') : std::string_view::npos;
    auto file = dash == std::string_view::npos
                    ? std::nullopt
                    : mapping::mxc_uri_from_path(std::string{parts[0]} + '/' + std::string{parts[1]});
    if (!file) {
        return {};
    }
    const std::string end{parts[2].substr(0, dash)};
    std::int64_t end_s = 0;
    const auto [stopped, failure] = std::from_chars(end.data(), end.data() + end.size(), end_s);
    const bool is_number = failure == std::errc{} && stopped == end.data() + end.size();
    if (!is_number || !are_same(parts[2].substr(dash + 1), signature_of(*file, end))) {
        return {};
    }
    const auto finding = end_s * 1'000 < now_ms ? Finding::ended : Finding::valid;
    return {finding, std::move(file), std::string{parts[3]}};
}

} // namespace bascule::media
