#include "bridge/app/commands/commands.hpp"
#include "bridge/app/exit_code.hpp"
#include "bridge/app/logging.hpp"
#include "bridge/app/service.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

namespace bascule::app {

Command add_run(CLI::App& parser) {
    auto* const subcommand = parser.add_subcommand("run", "Run the bridge until SIGTERM or SIGINT");
    const auto source = std::make_shared<ConfigurationSource>();
    add_config_option(*subcommand, *source);
    subcommand->footer("SIGHUP reads the configuration again and logs what takes effect and what needs a restart.");
    return {subcommand, [source] {
                auto configuration = load_or_complain(*source);
                if (!configuration) {
                    return exit_bad_configuration;
                }
                set_up_logging(configuration->logging);
                return run_service(std::move(*configuration), *source);
            }};
}

} // namespace bascule::app
