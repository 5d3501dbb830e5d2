#include "bridge/app/commands/probes.hpp"

#include "bridge/app/commands/missing_database.hpp"
#include "bridge/ports/outage.hpp"
#include "bridge/store/open_database.hpp"
#include "bridge/store/store.hpp"

#include <boost/asio/this_coro.hpp>

#include <array>
#include <exception>
#include <filesystem>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace bascule::app {

namespace {

namespace asio = boost::asio;

Finding foretell(const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
    if (::access(folder.c_str(), W_OK | X_OK) == 0) {
        return well(file.string() + " is not there yet; the first start makes it");
    }
    return bad("the folder " + folder.string() + " is not there or not writable",
               "make it and give it to the user who runs the bridge");
}

bridge::Task<Finding> ask_database(const config::Configuration& configuration) {
    const auto& url = configuration.database.reveal();
    if (const auto file = missing_database_file(url)) {
        co_return foretell(*file);
    }
    store::Store store{store::open_database(co_await asio::this_coro::executor, url)};
    auto finding = well(store.name() + " answers");
    std::exception_ptr outage;
    try {
        co_await store.check();
    } catch (const bridge::Outage&) {
        outage = std::current_exception();
    } catch (const std::exception& fault) { // says itself what to do
        finding = bad(fault.what(), {});
    }
    co_await store.close();
    if (outage) {
        std::rethrow_exception(outage);
    }
    co_return finding;
}

constexpr std::string_view homeserver = "homeserver";
constexpr std::string_view token = "homeserver, as_token";

constexpr std::array table{
    Probe{"database", "", ask_database, "see to it that it runs, and that `database` names it rightly"},
    Probe{homeserver, "", ask_homeserver_versions, "see to it that it runs, and that homeserver.url leads to it"},
    Probe{token, homeserver, ask_homeserver_whoami, "try again"},
    Probe{"homeserver, ping", token, ask_homeserver_ping, "try again"},
    Probe{"component", "", ask_component, "see to it that the XMPP server runs, and that xmpp.server leads to it"},
};

} // namespace

Finding well(std::string text) {
    return {.is_well = true, .text = std::move(text)};
}

Finding bad(std::string text, std::string remedy) {
    return {.is_well = false, .text = std::move(text), .remedy = std::move(remedy)};
}

std::span<const Probe> probes() {
    return table;
}

} // namespace bascule::app
