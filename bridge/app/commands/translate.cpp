#include "bridge/app/commands/commands.hpp"
#include "bridge/app/exit_code.hpp"
#include "bridge/app/logging.hpp"
#include "bridge/app/run_to_end.hpp"
#include "bridge/app/translate/dry_run.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

namespace bascule::app {

namespace {

struct Options {
    std::string from;
    std::string context;
};

bridge::Task<void> translate(DryRun& run) {
    std::string line;
    while (std::getline(std::cin, line)) {
        const auto answer = co_await run.answer(line);
        std::cout << answer << std::endl; // whoever asks may wait for it
    }
}

mapping::Result<DryContext> context_of(const std::string& file) {
    if (file.empty()) {
        return read_context("{}");
    }
    std::ifstream stream{file, std::ios::binary};
    if (!stream) {
        return mapping::Error{"cannot be read; is the path right?"};
    }
    return read_context(std::string{std::istreambuf_iterator<char>{stream}, {}});
}

int print_translation(const Options& options) {
    silence_logging();
    auto context = context_of(options.context);
    if (!context) {
        std::cerr << options.context << ": " << context.error().reason << '\n';
        return exit_bad_input;
    }
    const auto direction =
        options.from == "matrix" ? mapping::Direction::matrix_to_xmpp : mapping::Direction::xmpp_to_matrix;
    DryRun run{direction, std::move(*context)};
    boost::asio::io_context loop{1};
    run_to_end(loop, translate(run));
    return exit_ok;
}

} // namespace

Command add_translate(CLI::App& parser) {
    auto* const subcommand = parser.add_subcommand("translate", "Print what would cross, without any server");
    const auto options = std::make_shared<Options>();
    subcommand->add_option("--from", options->from, "The side that the input is of: matrix or xmpp")
        ->required()
        ->check(CLI::IsMember({"matrix", "xmpp"}));
    subcommand->add_option("--context", options->context, "What the bridge would know: portal, members, links, rules")
        ->option_text("FILE");
    subcommand->footer(
        "Reads JSON lines, {\"event\": {…}} or {\"stanza\": \"<message …/>\"}, and answers each with one.");
    return {subcommand, [options] { return print_translation(*options); }};
}

} // namespace bascule::app
