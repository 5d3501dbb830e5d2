#pragma once

#include "mapping/sha256.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bascule::matrix {

/// The secret by which the homeserver proves itself. Comparing takes the same time whatever is presented.
class AccessToken {
public:
    explicit AccessToken(std::string_view secret);

    bool is(std::string_view presented) const;

private:
    mapping::Sha256 digest_;
};

enum class Access { granted, missing_token, wrong_token };

/// AS API, "Authorization": the token comes in the Authorization header; older servers put it, or put it also, into
/// the query. Each that is there must be right.
Access access_of(const AccessToken& token, std::string_view authorization, std::string_view query);

} // namespace bascule::matrix
