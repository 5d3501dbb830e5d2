#include "bridge/app/commands/commands.hpp"
#include "bridge/app/commands/missing_database.hpp"
#include "bridge/app/exit_code.hpp"
#include "bridge/app/logging.hpp"
#include "bridge/app/run_to_end.hpp"
#include "bridge/store/open_database.hpp"
#include "bridge/store/store.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/date_time/posix_time/posix_time.hpp>

#include <iostream>
#include <memory>
#include <string>

namespace bascule::app {

namespace {

struct Options {
    ConfigurationSource source;
    std::string id;
};

bridge::Task<void> look_for(store::Store& store, const std::string& id, bridge::Trace& trace) {
    co_await store.migrate();
    trace = co_await store.tracer().trace(id);
    co_await store.close();
}

std::string time_text(std::int64_t at_ms) {
    const auto time = boost::posix_time::from_time_t(static_cast<std::time_t>(at_ms / 1'000));
    return boost::posix_time::to_iso_extended_string(time) + 'Z';
}

void print(const bridge::MessageLink& link) {
    std::cout << "message  " << link.event.str() << " in " << link.room.str() << " <-> ";
    std::cout << (link.message_id.empty() ? "(no id)" : link.message_id) << " at " << link.address.str();
    if (!link.stanza_id.empty()) {
        std::cout << ", stanza-id " << link.stanza_id;
    }
    std::cout << "; by " << (link.speaker.empty() ? link.author : link.speaker);
    if (link.part != 0) {
        std::cout << (link.part < 0 ? std::string{", a correction"} : ", part " + std::to_string(link.part));
    }
    std::cout << (link.is_gone ? ", taken back" : "") << '\n';
}

void print(const bridge::TracedRow& row) {
    std::cout << "journal  " << time_text(row.arrived_ms) << " from " << row.source << ", " << row.queue << ", "
              << row.key << ": " << row.state << (row.reason.empty() ? "" : " (" + row.reason + ')') << '\n';
}

int print_trace(const Options& options) {
    const auto configuration = load_or_complain(options.source);
    if (!configuration) {
        return exit_bad_configuration;
    }
    silence_logging();
    const auto& url = configuration->database.reveal();
    bridge::Trace trace;
    if (!missing_database_file(url)) {
        boost::asio::io_context context{1};
        store::Store store{store::open_database(context.get_executor(), url)};
        run_to_end(context, look_for(store, options.id, trace));
    }
    for (const auto& link : trace.links) {
        print(link);
    }
    for (const auto& row : trace.rows) {
        print(row);
    }
    if (trace.links.empty() && trace.rows.empty()) {
        std::cerr << "nothing is known of \"" << options.id
                  << "\": it never came here, or it was forgotten (the journal keeps what is done for three days)\n";
        return exit_bad_input;
    }
    return exit_ok;
}

} // namespace

Command add_trace(CLI::App& parser) {
    auto* const subcommand = parser.add_subcommand("trace", "Print what became of an event or a stanza");
    const auto options = std::make_shared<Options>();
    add_config_option(*subcommand, options->source);
    subcommand->add_option("id", options->id, "An event id, or the id, origin-id or stanza-id of a message")
        ->required();
    subcommand->footer("Exit status 2: nothing is known of it.");
    return {subcommand, [options] { return print_trace(*options); }};
}

} // namespace bascule::app
