#include "bridge/app/commands/commands.hpp"
#include "bridge/app/commands/missing_database.hpp"
#include "bridge/app/exit_code.hpp"
#include "bridge/app/logging.hpp"
#include "bridge/app/run_to_end.hpp"
#include "bridge/commands/mapping_orders.hpp"
#include "bridge/store/open_database.hpp"
#include "bridge/store/store.hpp"
#include "mapping/features/feature.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bascule::app {

namespace {

// In a Markdown table a bar ends a cell, and a line its row.
std::string cell(std::string_view text) {
    std::string written;
    for (const char one : text) {
        if (one == '\n') {
            written += "⏎";
            continue;
        }
        written += one == '|' ? "\\|" : std::string(1, one);
    }
    return written;
}

int print_defaults() {
    std::cout << "| feature | what it is | Matrix → XMPP | XMPP → Matrix | template |\n|---|---|---|---|---|\n";
    for (const auto& row : mapping::feature_defaults()) {
        std::cout << "| " << row.name << " | " << cell(row.meaning) << " | " << mapping::word_of(row.to_xmpp) << " | "
                  << mapping::word_of(row.to_matrix) << " | ";
        if (!row.words.empty()) {
            std::cout << '`' << cell(row.words) << '`';
        }
        std::cout << " |\n";
    }
    return exit_ok;
}

struct Options {
    ConfigurationSource source;
    bridge::MappingOrder order;
};

struct Verb {
    const char* name;
    const char* about;
    bool is_about_a_feature;
};
constexpr std::array verbs{Verb{"list", "Print the rules that were made", false},
                           Verb{"get", "Print what is done with a feature", true}, Verb{"set", "Make a rule", true},
                           Verb{"reset", "Take a rule back, so that the next more general one counts", true},
                           Verb{"audit", "Print who changed what", false}};

bridge::Task<void> carry_out(store::Store& store, Options& options, std::optional<bridge::CommandAnswer>& answer) {
    co_await store.migrate();
    const char* const user = std::getenv("USER");
    auto who = std::string{"the command line"} + (user == nullptr ? std::string{} : std::string{" of "} + user);
    answer = co_await bridge::carry_out(store.mapping(), options.order, std::move(who));
    co_await store.close();
}

int obey(Options& options) {
    const auto configuration = load_or_complain(options.source);
    if (!configuration) {
        return exit_bad_configuration;
    }
    silence_logging();
    const auto& url = configuration->database.reveal();
    if (const auto file = missing_database_file(url)) {
        std::cerr << "there is no database " << file->string() << " yet: the bridge makes it when it runs first\n";
        return exit_bad_input;
    }
    boost::asio::io_context context{1};
    store::Store store{store::open_database(context.get_executor(), url)};
    std::optional<bridge::CommandAnswer> answer;
    run_to_end(context, carry_out(store, options, answer));
    const bool is_done = answer->outcome == bridge::CommandAnswer::Outcome::done;
    (is_done ? std::cout : std::cerr) << mapping::plain_text_of(answer->text, answer->table) << '\n';
    return is_done ? exit_ok : exit_bad_input;
}

void add_verb(CLI::App& parser, const Verb& verb, Options& options) {
    auto* const subcommand = parser.add_subcommand(verb.name, verb.about);
    add_config_option(*subcommand, options.source);
    auto& order = options.order;
    if (verb.is_about_a_feature) {
        const bool is_set = verb.name == std::string_view{"set"};
        subcommand->add_option("feature", order.feature, "Such as reaction or thread")->required();
        auto* const direction =
            subcommand->add_option("direction", order.direction, "matrix_to_xmpp or xmpp_to_matrix; both if left out");
        if (is_set) {
            direction->required();
            subcommand->add_option("action", order.action, "native, text, both, drop or reject")->required();
            subcommand->add_option("--template", order.words, "Words for text and both, such as '{sender}: {emoji}'");
        }
        subcommand->add_option("--scope", order.scope,
                               "default, domain:muc.example.org or portal:room@muc.example.org");
    }
    subcommand->callback([&order, verb] { order.verb = verb.name; });
}

} // namespace

Command add_mapping(CLI::App& parser) {
    auto* const subcommand = parser.add_subcommand("mapping", "Print and change what crosses how");
    subcommand->require_subcommand(1);
    subcommand->add_subcommand("defaults", "Print the mapping table as it is shipped, in Markdown");
    const auto options = std::make_shared<Options>();
    for (const auto& verb : verbs) {
        add_verb(*subcommand, verb, *options);
    }
    return {subcommand, [options] { return options->order.verb.empty() ? print_defaults() : obey(*options); }};
}

} // namespace bascule::app
