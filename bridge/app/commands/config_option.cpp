#include "bridge/app/commands/commands.hpp"

#include <CLI/CLI.hpp>

namespace bascule::app {

void add_config_option(CLI::App& subcommand, ConfigurationSource& source) {
    subcommand.add_option("-c,--config", source.file, "The configuration file")
        ->envname("BASCULE_CONFIG")
        ->option_text("FILE")
        ->default_str(default_configuration_file);
}

} // namespace bascule::app
