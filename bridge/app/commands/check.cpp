#include "bridge/app/commands/commands.hpp"
#include "bridge/app/commands/probes.hpp"
#include "bridge/app/exit_code.hpp"
#include "bridge/app/logging.hpp"
#include "bridge/app/run_to_end.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace bascule::app {

namespace {

void print(std::string_view name, const Finding& finding) {
    std::cout << (finding.is_well ? "ok    " : "FAIL  ") << name << ": " << one_line(finding.text);
    if (!finding.remedy.empty()) {
        std::cout << "; " << one_line(finding.remedy);
    }
    std::cout << std::endl; // the next one may take its time
}

// Others who can read the file can read its secrets.
Finding judge_file(const std::filesystem::path& file) {
    using std::filesystem::perms;
    std::error_code ignored;
    const auto mode = std::filesystem::status(file, ignored).permissions();
    if ((mode & perms::others_read) != perms::none) {
        return well(file.string() + " is right, but everybody on this machine can read its secrets: chmod o= it");
    }
    return well(file.string() + " is right");
}

bridge::Task<void> ask(const Probe& probe, const config::Configuration& configuration, Finding& finding) {
    try {
        finding = co_await probe.ask(configuration);
    } catch (const std::exception& failure) {
        finding = bad(failure.what(), std::string{probe.remedy});
    }
}

// False where something is wrong.
bridge::Task<void> ask_all(const config::Configuration& configuration, bool& is_all_well) {
    std::set<std::string_view> failed;
    for (const auto& probe : probes()) {
        Finding finding;
        if (failed.contains(probe.needs)) {
            finding = bad("not asked", "mend \"" + std::string{probe.needs} + "\" first");
        } else {
            co_await ask(probe, configuration, finding);
        }
        if (!finding.is_well) {
            failed.insert(probe.name);
        }
        print(probe.name, finding);
    }
    is_all_well = failed.empty();
}

int check(const ConfigurationSource& source) {
    const auto loaded = source.load();
    if (!loaded) {
        for (const auto& line : loaded.error().lines) {
            print("configuration", bad(line, ""));
        }
        return exit_failure;
    }
    print("configuration", judge_file(source.file));
    silence_logging();
    boost::asio::io_context context{1};
    bool is_all_well = false;
    run_to_end(context, ask_all(*loaded, is_all_well));
    return is_all_well ? exit_ok : exit_failure;
}

} // namespace

Command add_check(CLI::App& parser) {
    auto* const subcommand =
        parser.add_subcommand("check", "Try the configuration, the database and both servers, and say what to mend");
    const auto source = std::make_shared<ConfigurationSource>();
    add_config_option(*subcommand, *source);
    subcommand->footer("Exit status 1: something does not work; each line says what, and what to do about it.");
    return {subcommand, [source] { return check(*source); }};
}

} // namespace bascule::app
