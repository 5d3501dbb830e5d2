#include "bridge/app/commands/probes.hpp"
#include "bridge/async/race.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/outage.hpp"
#include "matrix_appservice/client/homeserver_client.hpp"
#include "matrix_appservice/listener/appservice_listener.hpp"

#include <boost/asio/this_coro.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <system_error>
#include <utility>

namespace bascule::app {

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// Longer than a homeserver waits for us, so that we hear its verdict.
constexpr auto patience = 75s;

matrix::ClientOptions client_options(const config::Configuration& configuration) {
    return matrix::ClientOptions{.url = configuration.homeserver.url,
                                 .as_token = configuration.appservice.as_token.reveal(),
                                 .bot = configuration.appservice.bot,
                                 .appservice_id = configuration.appservice.id,
                                 .ca_file = configuration.homeserver.ca_file,
                                 .pool = {},
                                 .connect_deadline = 5s,
                                 .answer_deadline = patience,
                                 .limit_patience = 10s,
                                 .on_lost = {},
                                 .on_back = {}};
}

// Whatever the homeserver hands over while we only check stays with it: it keeps what is not answered with 200.
class ClosedInbox final : public bridge::MatrixInbox {
public:
    bridge::Task<void> on_events(std::vector<bridge::ArrivedEvent> /*events*/) override { return refuse<void>(); }
    void on_gap() override {}
    bridge::Task<bool> provide_user(mapping::UserId /*user*/) override { return refuse<bool>(); }
    bridge::Task<bool> provide_alias(mapping::RoomAlias /*alias*/) override { return refuse<bool>(); }

private:
    template <class Value>
    static bridge::Task<Value> refuse() {
        throw bridge::Outage{"only a check is running"};
        co_return Value();
    }
};

struct PingVerdict {
    std::string_view errcode;
    std::string_view text;
    std::string_view remedy;
};
// Client-server API, "POST /_matrix/client/v1/appservice/{appserviceId}/ping".
constexpr std::array verdicts{
    PingVerdict{"M_BAD_STATUS", "the bridge refuses the homeserver's hs_token",
                "put the same hs_token into the configuration and the registration, and restart the homeserver"},
    PingVerdict{"M_CONNECTION_FAILED", "the homeserver cannot reach the bridge",
                "see to it that the url in the registration leads to appservice.listen from the homeserver's machine"},
    PingVerdict{"M_CONNECTION_TIMEOUT", "the homeserver had no answer from the bridge in time",
                "see to it that the url in the registration leads to appservice.listen from the homeserver's machine"},
    PingVerdict{"M_URL_NOT_SET", "the registration that the homeserver has names no url",
                "give the homeserver the output of `bascule registration`, and restart it"},
    PingVerdict{"M_FORBIDDEN", "the homeserver knows this token under another appservice id",
                "put the same id into the configuration and the registration, and restart the homeserver"},
};

Finding judge(const bridge::Answer<std::chrono::milliseconds>& answer) {
    if (answer) {
        return well("the homeserver reaches the bridge, in " + std::to_string(answer->count()) + " ms");
    }
    const auto& refusal = answer.error();
    for (const auto& verdict : verdicts) {
        if (verdict.errcode == refusal.errcode) {
            return bad(std::string{verdict.text} + " (" + refusal.reason + ")", std::string{verdict.remedy});
        }
    }
    return bad("the homeserver refuses to ping the bridge: " + refusal.errcode + ", " + refusal.reason,
               "see to it that it knows MSC2659, as Synapse does from 1.81 on");
}

bridge::Task<void> ping_into(matrix::HomeserverClient& client,
                             std::optional<bridge::Answer<std::chrono::milliseconds>>& answer) {
    answer.emplace(co_await client.ping());
}

// False where the port is taken.
bool is_opened(matrix::AppserviceListener& listener) {
    try {
        listener.open();
    } catch (const std::system_error& failure) {
        if (failure.code() == std::errc::address_in_use) {
            return false;
        }
        throw;
    }
    return true;
}

} // namespace

bridge::Task<Finding> ask_homeserver_versions(const config::Configuration& configuration) {
    bridge::NoMetrics metrics;
    matrix::HomeserverClient client{co_await asio::this_coro::executor, client_options(configuration), metrics};
    const auto versions = co_await client.versions();
    if (!versions || versions->empty()) {
        co_return bad(configuration.homeserver.url + " answers, but not as a homeserver",
                      "let homeserver.url lead to the homeserver itself");
    }
    co_return well(configuration.homeserver.url + " answers, and knows the specification up to " + versions->back());
}

bridge::Task<Finding> ask_homeserver_whoami(const config::Configuration& configuration) {
    bridge::NoMetrics metrics;
    matrix::HomeserverClient client{co_await asio::this_coro::executor, client_options(configuration), metrics};
    const auto user = co_await client.whoami();
    const auto& bot = configuration.appservice.bot;
    if (!user) {
        co_return bad("the homeserver does not accept appservice.as_token (" + user.error().errcode + ")",
                      "give the homeserver the output of `bascule registration`, and restart it");
    }
    if (*user != bot) {
        co_return bad("the homeserver takes us for " + user->str() + ", not for " + bot.str(),
                      "let homeserver.domain and appservice.bot agree with the registration that it has");
    }
    co_return well("the homeserver takes us for " + bot.str());
}

bridge::Task<Finding> ask_homeserver_ping(const config::Configuration& configuration) {
    const auto executor = co_await asio::this_coro::executor;
    bridge::NoMetrics metrics;
    ClosedInbox inbox;
    matrix::HomeserverClient client{executor, client_options(configuration), metrics};
    matrix::ListenerOptions options{.host = configuration.appservice.listen.host,
                                    .port = configuration.appservice.listen.port,
                                    .hs_token = configuration.appservice.hs_token.reveal(),
                                    .finish_deadline = 1s,
                                    .limits = {}};
    matrix::AppserviceListener listener{executor, std::move(options), inbox, metrics};
    std::optional<bridge::Answer<std::chrono::milliseconds>> answer;
    const auto is_ours = is_opened(listener);
    if (is_ours) {
        co_await bridge::run_until_one_ends(ping_into(client, answer), listener.run());
    } else {
        co_await ping_into(client, answer);
    }
    if (!answer) {
        co_return bad("the listener for the homeserver ended", "try again");
    }
    auto finding = judge(*answer);
    finding.text += is_ours ? "" : "; what listens on appservice.listen now was asked, a running bridge presumably";
    co_return finding;
}

} // namespace bascule::app
