#include "xmpp_component/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <vector>

namespace bascule::xmpp {

namespace {

constexpr std::size_t letters_per_group = 4;
constexpr std::size_t bytes_per_group = 3;

bool is_space(unsigned char letter) {
    return std::isspace(letter) != 0;
}

} // namespace

std::string base64_encoded(std::string_view bytes) {
    const std::vector<unsigned char> given{bytes.begin(), bytes.end()};
    std::vector<unsigned char> encoded((bytes.size() / bytes_per_group + 1) * letters_per_group + 1);
    const int length = EVP_EncodeBlock(encoded.data(), given.data(), static_cast<int>(given.size()));
    return {encoded.begin(), encoded.begin() + length};
}

std::optional<std::string> base64_decoded(std::string_view text) {
    std::vector<unsigned char> letters;
    letters.reserve(text.size());
    std::ranges::copy_if(text, std::back_inserter(letters),
                         [](char letter) { return !is_space(static_cast<unsigned char>(letter)); });
    if (letters.size() % letters_per_group != 0) {
        return std::nullopt;
    }
    if (letters.empty()) {
        return std::string{};
    }
    std::vector<unsigned char> bytes(letters.size());
    const int length = EVP_DecodeBlock(bytes.data(), letters.data(), static_cast<int>(letters.size()));
    if (length < 0) {
        return std::nullopt;
    }
    // The padding decodes to zeros.
    const auto padding = std::count(letters.end() - 2, letters.end(), static_cast<unsigned char>('='));
    return std::string{bytes.begin(), bytes.begin() + length - padding};
}

} // namespace bascule::xmpp
