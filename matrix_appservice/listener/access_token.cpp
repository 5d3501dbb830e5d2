#include "matrix_appservice/listener/access_token.hpp"

#include "matrix_appservice/percent_encoding.hpp"

#include <boost/beast/core/string.hpp>
#include <openssl/crypto.h>

#include <stdexcept>

namespace bascule::matrix {

namespace {

// RFC 6750 §2.1; the scheme's case does not matter (RFC 9110 §11.1).
std::optional<std::string> bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    if (!boost::beast::iequals(authorization.substr(0, scheme.size()), scheme)) {
        return std::nullopt;
    }
    authorization.remove_prefix(scheme.size());
    const auto start = authorization.find_first_not_of(' ');
    return std::string{start == std::string_view::npos ? std::string_view{} : authorization.substr(start)};
}

} // namespace

AccessToken::AccessToken(std::string_view secret) : digest_{mapping::sha256(secret)} {
    if (secret.empty()) {
        throw std::invalid_argument{"the hs_token is empty"};
    }
}

bool AccessToken::is(std::string_view presented) const {
    // Digests are of one length, so that the comparison does not tell the secret's.
    return CRYPTO_memcmp(mapping::sha256(presented).data(), digest_.data(), digest_.size()) == 0;
}

Access access_of(const AccessToken& token, std::string_view authorization, std::string_view query) {
    const auto in_header = bearer_token(authorization);
    const auto in_query = query_field(query, "access_token");
    if (!in_header && !in_query) {
        return Access::missing_token;
    }
    const bool is_right = (!in_header || token.is(*in_header)) && (!in_query || token.is(*in_query));
    return is_right ? Access::granted : Access::wrong_token;
}

} // namespace bascule::matrix
