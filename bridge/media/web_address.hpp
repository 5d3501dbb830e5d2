#pragma once

#include "mapping/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bascule::media {

/// Where a file is on the web (RFC 3986, RFC 9110 §4.2).
struct WebAddress {
    bool is_secure = true;
    std::string host; ///< a name, or an address without brackets
    std::uint16_t port = 0;
    std::string target;     ///< path and query, beginning with '/'
    std::string fragment{}; ///< what stands behind '#'

    /// Host and port as in the Host header.
    std::string authority() const;
    /// Where a Location header leads from here: another address, or another path of this one.
    mapping::Result<WebAddress> relative(std::string_view location) const;

    /// https:, http:, and aesgcm: (XEP-0454), which is https:. Fails, in plain words, on anything else and on what has
    /// a user's name in it.
    static mapping::Result<WebAddress> parse(std::string_view url);
};

} // namespace bascule::media
