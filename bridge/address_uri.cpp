#include "bridge/address_uri.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Error;
using mapping::Result;

bool begins_with_scheme(std::string_view text, std::string_view scheme) {
    return std::ranges::equal(text.substr(0, scheme.size()), scheme,
                              [](unsigned char one, char other) { return std::tolower(one) == other; });
}

// RFC 3986 §2.1
Result<AddressText> percent_decoded(std::string_view text, std::string prefix = {}) {
    AddressText decoded{std::move(prefix)};
    for (; !text.empty(); text.remove_prefix(1)) {
        if (text.front() != '%') {
            decoded.id += text.front();
            continue;
        }
        unsigned byte = 0;
        const auto digits = text.substr(1, 2);
        const auto* end = digits.data() + digits.size();
        if (digits.size() < 2 || std::from_chars(digits.data(), end, byte, 16).ptr != end) {
            return Error{"the address has a '%' without two hexadecimal digits after it"};
        }
        decoded.id += static_cast<char>(byte);
        text.remove_prefix(2);
    }
    return decoded;
}

// All but the unreserved characters, and `kept`, as %XX.
std::string percent_encoded(std::string_view text, std::string_view kept) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char one : text) {
        const auto byte = static_cast<unsigned char>(one);
        const auto is_plain = (byte < 0x80 && std::isalnum(byte) != 0) ||
                              std::string_view{"-._~"}.find(one) != std::string_view::npos ||
                              kept.find(one) != std::string_view::npos;
        if (is_plain) {
            encoded += one;
        } else {
            encoded += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
        }
    }
    return encoded;
}

std::string_view without_authority(std::string_view path) {
    if (!path.starts_with("//")) {
        return path;
    }
    const auto end = path.find('/', 2);
    return end == std::string_view::npos ? std::string_view{} : path.substr(end + 1);
}

Result<AddressText> from_xmpp(std::string_view rest) {
    rest = rest.substr(0, rest.find('#'));
    const auto question = std::min(rest.find('?'), rest.size());
    const auto query = rest.substr(question);
    auto address = percent_decoded(without_authority(rest.substr(0, question)));
    if (address.has_value()) {
        address->is_muc = query == "?join" || query.starts_with("?join;");
    }
    return address;
}

Result<AddressText> from_matrix(std::string_view rest) {
    constexpr std::array<std::pair<std::string_view, char>, 5> kinds{
        {{"u/", '@'}, {"user/", '@'}, {"r/", '#'}, {"room/", '#'}, {"roomid/", '!'}}};
    rest = without_authority(rest.substr(0, rest.find_first_of("?#")));
    for (const auto& [kind, sigil] : kinds) {
        if (rest.starts_with(kind)) {
            const auto id = rest.substr(kind.size());
            return percent_decoded(id.substr(0, id.find('/')), {sigil});
        }
    }
    return Error{"a matrix: address begins with u/, r/ or roomid/"};
}

Result<AddressText> from_matrix_to(std::string_view rest) {
    rest = rest.substr(0, rest.find('?'));
    return percent_decoded(rest.substr(0, rest.find("/$")));
}

} // namespace

std::string xmpp_uri_of(const mapping::Jid& person) {
    return "xmpp:" + percent_encoded(person.bare().str(), "@");
}

std::string muc_uri_of(const mapping::Jid& muc) {
    return xmpp_uri_of(muc) + "?join";
}

std::string matrix_to_link_of(std::string_view id) {
    return "https://matrix.to/#/" + percent_encoded(id, "");
}

Result<AddressText> address_text_from(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, Result<AddressText> (*)(std::string_view)>, 3> schemes{
        {{"xmpp:", from_xmpp}, {"matrix:", from_matrix}, {"https://matrix.to/#/", from_matrix_to}}};
    for (const auto& [scheme, take] : schemes) {
        if (begins_with_scheme(text, scheme)) {
            return take(text.substr(scheme.size()));
        }
    }
    return AddressText{std::string{text}};
}

} // namespace bascule::bridge
