#pragma once

#include "bridge/app/configuration_source.hpp"
#include "config/configuration.hpp"

namespace bascule::app {

/// Runs the bridge until a signal stops it, reading the configuration again from `source` at SIGHUP. Returns the exit
/// status; throws where it cannot start.
int run_service(config::Configuration configuration, const ConfigurationSource& source);

} // namespace bascule::app
