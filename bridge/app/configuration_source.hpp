#pragma once

#include "config/load.hpp"

#include <filesystem>
#include <optional>

namespace bascule::app {

constexpr const char* default_configuration_file = "/etc/bascule/bascule.yaml";

/// Where this process has its configuration from, so that it can be read again.
struct ConfigurationSource {
    std::filesystem::path file = default_configuration_file;

    config::Loaded load() const { return config::load(file, config::process_environment()); }
};

/// The configuration; or nothing, with every problem on stderr.
std::optional<config::Configuration> load_or_complain(const ConfigurationSource& source);

} // namespace bascule::app
