#include "bridge/app/commands/commands.hpp"
#include "bridge/app/commands/next_steps.hpp"
#include "bridge/app/exit_code.hpp"
#include "bridge/app/secret_file.hpp"
#include "config/initial.hpp"
#include "config/registration.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>

namespace bascule::app {

namespace {

struct Options {
    ConfigurationSource source;
    std::filesystem::path registration;
    bool may_overwrite = false;
    config::InitialSettings settings{.homeserver_url = "http://127.0.0.1:8008",
                                     .homeserver_domain = {},
                                     .listen = "127.0.0.1:9009",
                                     .appservice_url = {},
                                     .as_token = {},
                                     .hs_token = {},
                                     .component = {},
                                     .xmpp_server = "127.0.0.1:5347",
                                     .xmpp_secret = {},
                                     .database = "sqlite:///var/lib/bascule/bascule.db",
                                     .admin_listen = "127.0.0.1:9010",
                                     .media_listen = "127.0.0.1:9011",
                                     .admin = {}};
};

// Asks only for what cannot be guessed, and only where somebody sits there to answer.
bool complete(Options& options) {
    auto& settings = options.settings;
    if (settings.homeserver_domain.empty() && ::isatty(STDIN_FILENO) != 0) {
        std::cout << "The homeserver's name, as in its user ids (such as example.org): " << std::flush;
        std::getline(std::cin, settings.homeserver_domain);
    }
    if (settings.homeserver_domain.empty()) {
        std::cerr << "the homeserver's name is missing; add --domain example.org\n";
        return false;
    }
    if (!settings.admin.empty() && settings.admin.find('@') == std::string::npos) { // else it would be a domain
        std::cerr << "--admin " << settings.admin << " names nobody; a Matrix user id is meant, such as @"
                  << settings.admin << ':' << settings.homeserver_domain << ", or a JID\n";
        return false;
    }
    if (settings.component.empty()) {
        settings.component = "matrix." + settings.homeserver_domain.substr(0, settings.homeserver_domain.find(':'));
    }
    if (options.registration.empty()) {
        options.registration = options.source.file.parent_path() / "registration.yaml";
    }
    settings.as_token = random_word();
    settings.hs_token = random_word();
    if (settings.xmpp_secret.empty()) {
        settings.xmpp_secret = random_word();
    }
    return true;
}

// Neither file is written where one of them is in the way.
bool is_free(const std::filesystem::path& file, const Options& options) {
    std::error_code ignored;
    if (options.may_overwrite || !std::filesystem::exists(file, ignored)) {
        return true;
    }
    std::cerr << file.string() << ": is there already; --force overwrites it\n";
    return false;
}

bool is_written(const std::filesystem::path& file, const std::string& text, const Options& options) {
    const auto written = write_secret_file(file, text, options.may_overwrite ? Overwrite::yes : Overwrite::no);
    if (!written) {
        std::cerr << written.error().reason << '\n';
    }
    return written.has_value();
}

int write_files(Options& options) {
    if (!complete(options)) {
        return exit_bad_input;
    }
    const auto text = config::initial_configuration(options.settings);
    const auto configuration = config::parse(text, options.source.file.string(), {});
    if (!configuration) {
        for (const auto& line : configuration.error().lines) {
            std::cerr << line << '\n';
        }
        return exit_bad_input;
    }
    const auto are_free = is_free(options.source.file, options) && is_free(options.registration, options);
    if (!are_free || !is_written(options.source.file, text, options) ||
        !is_written(options.registration, config::registration_of(*configuration), options)) {
        return exit_failure;
    }
    print_next_steps(std::cout, *configuration, std::filesystem::absolute(options.source.file),
                     std::filesystem::absolute(options.registration));
    return exit_ok;
}

} // namespace

Command add_init(CLI::App& parser) {
    auto* const subcommand =
        parser.add_subcommand("init", "Write a configuration and a registration, and say what to paste where");
    const auto options = std::make_shared<Options>();
    auto& settings = options->settings;
    const auto option = [&](const char* name, std::string& value, const char* meaning) {
        subcommand->add_option(name, value, meaning)->capture_default_str();
    };
    add_config_option(*subcommand, options->source);
    subcommand
        ->add_option("-r,--registration", options->registration,
                     "The registration file (default: registration.yaml beside the configuration)")
        ->option_text("FILE");
    option("-d,--domain", settings.homeserver_domain, "The homeserver's name, as in its user ids");
    option("--homeserver-url", settings.homeserver_url, "Where the homeserver answers clients");
    option("--listen", settings.listen, "Where the bridge listens for the homeserver");
    option("--appservice-url", settings.appservice_url, "Where the homeserver reaches that (default: as --listen)");
    option("--component", settings.component, "The XMPP component's domain (default: matrix. and the name)");
    option("--xmpp-server", settings.xmpp_server, "Where the XMPP server listens for components");
    option("--xmpp-secret", settings.xmpp_secret, "The component's secret (default: a random one)");
    option("--database", settings.database, "sqlite:///path/to/file.db or postgresql://user@host/name");
    option("--admin-listen", settings.admin_listen, "Where to serve /metrics, /live and /ready");
    option("--media-listen", settings.media_listen, "Where to serve files of the homeserver to people of XMPP");
    option("--admin", settings.admin, "Who may do everything: a Matrix user id, such as @you:example.org, or a JID");
    subcommand->add_flag("--force", options->may_overwrite, "Overwrite files that are there");
    return {subcommand, [options] { return write_files(*options); }};
}

} // namespace bascule::app
