#pragma once

#include "mapping/result.hpp"

#include <string>
#include <string_view>

namespace bascule::matrix {

/// Where a homeserver's client-server API is: http or https, host, port, and what a proxy wants before the path.
struct ServerUrl {
    bool is_secure = false;
    std::string host; ///< a name or an address, the latter without brackets
    std::string port;
    std::string prefix; ///< empty, or beginning with '/' and not ending with it

    /// Host and port as in the Host header (RFC 9110 §7.2).
    std::string authority() const;
    /// For logs and errors.
    std::string text() const;

    static mapping::Result<ServerUrl> parse(std::string_view text);
};

} // namespace bascule::matrix
