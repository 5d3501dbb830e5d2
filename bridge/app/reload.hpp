#pragma once

#include "bridge/app/configuration_source.hpp"
#include "bridge/ports/metrics.hpp"
#include "config/configuration.hpp"

namespace bascule::app {

/// Reads the configuration again: the running one with whatever can take effect at once (the log levels already do);
/// unchanged where the file is wrong. Logs each problem, what takes effect and what waits for a restart.
config::Configuration reloaded(config::Configuration running, const ConfigurationSource& source,
                               bridge::Metrics& metrics);

} // namespace bascule::app
