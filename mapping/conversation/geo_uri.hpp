#pragma once

#include "mapping/conversation/place.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// A place as RFC 5870 writes it: `geo:48.2,16.4;u=35`.
std::string geo_uri_of(const Place& place);
/// Nothing for what is none, or lies in no place on earth.
std::optional<Place> place_of_geo_uri(std::string_view uri);

} // namespace bascule::mapping
