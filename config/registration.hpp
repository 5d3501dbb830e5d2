#pragma once

#include "config/configuration.hpp"

#include <string>

namespace bascule::config {

/// The registration file that the homeserver is given (application service API, "Registration"), as YAML. It holds
/// both tokens.
std::string registration_of(const Configuration& configuration);

} // namespace bascule::config
