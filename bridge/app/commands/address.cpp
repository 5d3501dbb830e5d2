#include "bridge/addresses.hpp"
#include "bridge/app/commands/commands.hpp"
#include "bridge/app/commands/missing_database.hpp"
#include "bridge/app/exit_code.hpp"
#include "bridge/app/logging.hpp"
#include "bridge/app/run_to_end.hpp"
#include "bridge/store/open_database.hpp"
#include "bridge/store/store.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>
#include <optional>
#include <string>

namespace bascule::app {

namespace {

struct Options {
    ConfigurationSource source;
    std::string address;
    bool wants_json = false;
    bool is_muc = false;
};

using Found = std::optional<mapping::Result<bridge::Resolved>>;

bridge::Task<void> find(store::Store& store, const mapping::Names& names, const Options& options, Found& found) {
    co_await store.migrate();
    bridge::AddressResolver resolver{names, store.name_pairs(), store.portals(), store.occupants()};
    found = co_await resolver.resolve(options.address, options.is_muc ? bridge::Hint::muc : bridge::Hint::none);
    co_await store.close();
}

Found find_in(const std::string& url, const mapping::Names& names, const Options& options) {
    boost::asio::io_context context{1};
    store::Store store{store::open_database(context.get_executor(), url)};
    Found found;
    run_to_end(context, find(store, names, options, found));
    return found;
}

// The first to use a database makes its file, and that should be the bridge: only a hashed name has to be stored.
Found find_without_need(const config::Configuration& configuration, const Options& options) {
    const auto names = config::names_of(configuration);
    const auto& url = configuration.database.reveal();
    if (missing_database_file(url)) {
        auto found = find_in("sqlite://:memory:", names, options);
        if (!found->has_value() || !found->value().is_hashed) {
            return found;
        }
    }
    return find_in(url, names, options);
}

std::string as_json(const std::string& asked, const bridge::Resolved& resolved) {
    nlohmann::ordered_json object{{"asked", asked},
                                  {"address", resolved.address},
                                  {"kind", bridge::word_of(resolved.kind)},
                                  {"is_hashed", resolved.is_hashed}};
    if (resolved.portal) {
        object["room"] = resolved.portal->str();
    }
    return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

int print_address(const Options& options) {
    const auto configuration = load_or_complain(options.source);
    if (!configuration) {
        return exit_bad_configuration;
    }
    silence_logging();
    const auto found = find_without_need(*configuration, options);
    if (!found->has_value()) {
        std::cerr << found->error().reason << '\n';
        return exit_bad_input;
    }
    const auto& resolved = found->value();
    std::cout << (options.wants_json ? as_json(options.address, resolved) : resolved.address) << '\n';
    return exit_ok;
}

} // namespace

Command add_address(CLI::App& parser) {
    auto* const subcommand = parser.add_subcommand("address", "Print what an address is called on the other side");
    const auto options = std::make_shared<Options>();
    add_config_option(*subcommand, options->source);
    subcommand
        ->add_option("address", options->address, "A Matrix user id, alias or room id, a JID, a MUC or its occupant")
        ->required();
    subcommand->add_flag("--json", options->wants_json, "Print an object that also says what kind of thing it is");
    subcommand->add_flag("--muc", options->is_muc, "A bare JID is a MUC, not a person");
    subcommand->footer("Exit status 2: no valid address, or nothing on the other side has that name.");
    return {subcommand, [options] { return print_address(*options); }};
}

} // namespace bascule::app
