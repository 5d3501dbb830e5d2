#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bascule::matrix {

/// What follows a route's path: nothing, or one id, which may itself contain '/' (Synapse leaves it unquoted).
enum class Tail { none, id };

/// A request's target, taken apart.
struct RequestTarget {
    std::string id;    ///< the tail, percent-decoded
    std::string query; ///< as sent, without '?'
};

/// One row of the table of endpoints.
struct RoutePattern {
    std::string_view method;
    std::string_view path;
    Tail tail = Tail::none;

    /// What follows this route's path, still encoded; nothing where the path is another's.
    std::optional<std::string_view> tail_of(std::string_view request_path) const;
};

/// A target's path and its query without '?'.
struct PathAndQuery {
    std::string_view path;
    std::string_view query;
};
PathAndQuery split_target(std::string_view target);

} // namespace bascule::matrix
