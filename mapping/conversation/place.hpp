#pragma once

#include <optional>
#include <string>

namespace bascule::mapping {

/// A place on earth (m.location with a geo: URI, RFC 5870; XEP-0080).
struct Place {
    double latitude = 0;  ///< degrees, WGS 84
    double longitude = 0; ///< degrees, WGS 84
    std::optional<double> accuracy_m{};
    std::string name{}; ///< may be empty
    friend bool operator==(const Place&, const Place&) = default;
};

} // namespace bascule::mapping
