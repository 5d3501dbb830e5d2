#include "bridge/app/commands/commands.hpp"
#include "bridge/app/exit_code.hpp"
#include "mapping/features/feature.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <string>

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

} // namespace

Command add_mapping(CLI::App& parser) {
    auto* const subcommand = parser.add_subcommand("mapping", "Print what crosses how");
    subcommand->require_subcommand(1);
    subcommand->add_subcommand("defaults", "Print the mapping table as it is shipped, in Markdown");
    return {subcommand, [] { return print_defaults(); }};
}

} // namespace bascule::app
