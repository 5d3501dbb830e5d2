#include "config/registration.hpp"

#include "bridge/app/commands/commands.hpp"
#include "bridge/app/exit_code.hpp"
#include "bridge/app/secret_file.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>
#include <memory>

namespace bascule::app {

namespace {

struct Options {
    ConfigurationSource source;
    std::filesystem::path output;
    bool may_overwrite = false;
};

int print_registration(const Options& options) {
    const auto configuration = load_or_complain(options.source);
    if (!configuration) {
        return exit_bad_configuration;
    }
    const auto text = config::registration_of(*configuration);
    if (options.output.empty()) {
        std::cout << text;
        return exit_ok;
    }
    const auto overwrite = options.may_overwrite ? Overwrite::yes : Overwrite::no;
    if (const auto written = write_secret_file(options.output, text, overwrite); !written) {
        std::cerr << written.error().reason << '\n';
        return exit_failure;
    }
    return exit_ok;
}

} // namespace

Command add_registration(CLI::App& parser) {
    auto* const subcommand = parser.add_subcommand("registration", "Print the registration for the homeserver");
    const auto options = std::make_shared<Options>();
    add_config_option(*subcommand, options->source);
    subcommand->add_option("-o,--output", options->output, "Write it to this file (mode 0600) instead")
        ->option_text("FILE");
    subcommand->add_flag("--force", options->may_overwrite, "Overwrite the file");
    return {subcommand, [options] { return print_registration(*options); }};
}

} // namespace bascule::app
