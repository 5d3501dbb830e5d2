#include "bridge/app/commands/probes.hpp"
#include "bridge/ports/outage.hpp"
#include "matrix_appservice/client/connection.hpp"
#include "xmpp_component/stream/try_handshake.hpp"

#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bascule::app {

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto patience = 5s;
constexpr std::string_view component_part = "component: ";

// What the admin listener's /ready says of the component; nothing where no bridge answers there.
std::optional<std::string> component_line(const std::string& ready) {
    const auto found = ("\n" + ready).find("\n" + std::string{component_part});
    if (found == std::string::npos) {
        return std::nullopt;
    }
    const auto begin = found + component_part.size();
    return ready.substr(begin, ready.find('\n', begin) - begin);
}

std::unique_ptr<matrix::Connection> connection_to(const asio::any_io_executor& executor,
                                                  const matrix::ConnectionOptions& options) {
    return matrix::make_connection(executor, options, nullptr);
}

matrix::ConnectionOptions options_for(const config::Endpoint& endpoint) {
    return {.url = matrix::ServerUrl::parse("http://" + to_string(endpoint)).value(),
            .connect_deadline = patience,
            .answer_deadline = patience};
}

bridge::Task<std::optional<std::string>> ask_running_bridge(config::Endpoint admin) {
    const auto options = options_for(admin);
    const auto connection = connection_to(co_await asio::this_coro::executor, options);
    const matrix::HttpRequest request{.method = "GET", .target = "/ready"};
    try {
        co_await connection->open();
        const auto response = co_await connection->exchange(request);
        co_return component_line(response.body);
    } catch (const bridge::Outage&) { // nobody there: no bridge runs
        co_return std::nullopt;
    }
}

bridge::Task<bool> is_listened_on(config::Endpoint endpoint) {
    const auto options = options_for(endpoint);
    const auto connection = connection_to(co_await asio::this_coro::executor, options);
    try {
        co_await connection->open();
        co_return true;
    } catch (const bridge::Outage&) {
        co_return false;
    }
}

bridge::Task<Finding> try_handshake(const config::Configuration& configuration) {
    const auto& settings = configuration.xmpp;
    xmpp::ComponentOptions options{.host = settings.server.host,
                                   .port = settings.server.port,
                                   .domain = settings.component,
                                   .secret = settings.secret.reveal()};
    const auto outcome = co_await xmpp::try_handshake(std::move(options));
    if (!outcome) {
        co_return Finding{.is_well = false, .text = outcome.error().reason};
    }
    const auto where = settings.component.str() + " on " + to_string(settings.server);
    co_return well(*outcome == xmpp::HandshakeOutcome::accepted
                       ? "the XMPP server takes us as " + where
                       : "the XMPP server knows " + where + "; a bridge is connected to it now");
}

} // namespace

// A second connection would disturb a running bridge: Prosody may put the first one out, and ejabberd shares the
// stanzas out between the two.
bridge::Task<Finding> ask_component(const config::Configuration& configuration) {
    const auto said = co_await ask_running_bridge(configuration.admin_listen);
    if (said && said->starts_with("ok")) {
        co_return well("a running bridge holds the connection as " + configuration.xmpp.component.str());
    }
    if (said) {
        co_return bad(
            "a running bridge has no connection to the XMPP server on " + to_string(configuration.xmpp.server),
            "its log says why; or stop it and check again");
    }
    if (co_await is_listened_on(configuration.appservice.listen)) {
        co_return well("not tried, for a bridge seems to run: something listens on appservice.listen");
    }
    co_return co_await try_handshake(configuration);
}

} // namespace bascule::app
