#pragma once

#include <string>
#include <string_view>

namespace bascule::matrix {

/// What stands before a request's body, as far as it matters to us.
struct RequestHead {
    std::string method;
    std::string target; ///< path and query, as sent
    std::string authorization;
};

struct HttpAnswer {
    int status = 200;
    std::string body; ///< JSON
};

/// 200 with an empty object: done.
HttpAnswer done();
/// Matrix spec, "Standard error response".
HttpAnswer refusal(int status, std::string_view errcode, std::string_view reason);

} // namespace bascule::matrix
