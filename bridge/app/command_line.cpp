#include "bridge/app/command_line.hpp"

#include "bridge/app/commands/commands.hpp"
#include "bridge/app/exit_code.hpp"
#include "bridge/app/version.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <iostream>
#include <string>
#include <vector>

namespace bascule::app {

namespace {

// In the order in which --help lists them.
constexpr std::array<Command (*)(CLI::App&), 8> additions{add_init,    add_registration, add_check,   add_run,
                                                          add_address, add_translate,    add_mapping, add_trace};

} // namespace

int run_command_line(int argc, const char* const* argv) {
    CLI::App parser{"A bridge between Matrix and XMPP.", "bascule"};
    parser.set_version_flag("--version", "bascule " + std::string{version()}, "Print the version and exit");
    parser.require_subcommand(0, 1);
    std::vector<Command> commands;
    for (const auto add : additions) {
        commands.push_back(add(parser));
    }
    parser.footer("Begin with `bascule init`."); // now, or the subcommands would have it as well
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& stop) { // also how --help and --version end
        return parser.exit(stop) == exit_ok ? exit_ok : exit_bad_input;
    }
    for (const auto& command : commands) {
        if (command.parser->parsed()) {
            return command.run();
        }
    }
    std::cerr << parser.help();
    return exit_bad_input;
}

} // namespace bascule::app
