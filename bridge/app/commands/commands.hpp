#pragma once

#include "bridge/app/configuration_source.hpp"

#include <functional>

namespace CLI {
class App;
} // namespace CLI

namespace bascule::app {

/// A subcommand: its part of the command line, and what it does once that is parsed. Returns the exit status.
struct Command {
    CLI::App* parser;
    std::function<int()> run;
};

// Each adds one subcommand; the options live as long as the Command.
Command add_init(CLI::App& parser);
Command add_registration(CLI::App& parser);
Command add_check(CLI::App& parser);
Command add_run(CLI::App& parser);
Command add_address(CLI::App& parser);
Command add_translate(CLI::App& parser);
Command add_mapping(CLI::App& parser);
Command add_trace(CLI::App& parser);

/// --config FILE, as every subcommand has it but `translate` and `mapping`.
void add_config_option(CLI::App& subcommand, ConfigurationSource& source);

} // namespace bascule::app
