#include "bridge/async/backoff.hpp"
#include "bridge/async/race.hpp"
#include "bridge/async/signal.hpp"
#include "bridge/log.hpp"
#include "matrix_appservice/client/api_answer.hpp"
#include "matrix_appservice/client/homeserver_client.hpp"

#include <utility>

namespace bascule::matrix {

using bridge::Task;

namespace {

void call_if_set(const std::function<void()>& callback) {
    if (callback) {
        callback();
    }
}

} // namespace

Task<void> HomeserverClient::watch() {
    for (;;) {
        co_await watch_until_lost();
        bridge::log(bridge::LogPart::matrix).warn("the homeserver has gone");
        api_.note(ApiClient::Sighting::gone);
        call_if_set(options_.on_lost);
        co_await wait_until_back();
        bridge::log(bridge::LogPart::matrix).info("the homeserver is back");
        api_.note(ApiClient::Sighting::there);
        call_if_set(options_.on_back);
    }
}

// A connection that ends is not yet a homeserver that has gone: one may close what idles. A next one, at once, decides.
Task<void> HomeserverClient::watch_until_lost() {
    const auto outages_before = api_.outages();
    try {
        for (;;) {
            co_await watch_connection(outages_before);
        }
    } catch (const bridge::Outage& outage) {
        bridge::log(bridge::LogPart::matrix).info("{}", outage.what());
    }
}

// Asks now and then, for as long as this connection lasts. Throws Outage where it cannot be opened or asked.
Task<void> HomeserverClient::watch_connection(std::uint64_t outages_before) {
    const auto connection = api_.make_connection();
    co_await connection->open();
    do {
        if (!co_await answers_on(*connection)) {
            throw bridge::Outage{"the homeserver does not answer as one"};
        }
        api_.note(ApiClient::Sighting::there);
        // A proxy may keep our connection while the homeserver behind it restarts; those who called it meanwhile saw.
        if (api_.outages() != outages_before) {
            throw bridge::Outage{"a call to the homeserver has failed"};
        }
        co_await bridge::run_until_one_ends(connection->wait_for_end(), bridge::pause(options_.watch_period));
    } while (connection->is_usable());
}

Task<void> HomeserverClient::wait_until_back() {
    bridge::Backoff backoff{std::chrono::milliseconds{200}, std::chrono::seconds{2}};
    for (;;) {
        try {
            const auto connection = api_.make_connection();
            co_await connection->open();
            if (co_await answers_on(*connection)) {
                co_return;
            }
        } catch (const bridge::Outage& outage) {
            bridge::log(bridge::LogPart::matrix).debug("{}", outage.what());
        }
        co_await bridge::pause(backoff.next());
    }
}

Task<bool> HomeserverClient::answers_on(Connection& connection) {
    const HttpRequest request{.method = "GET", .target = "/_matrix/client/versions", .body = {}};
    const auto response = co_await connection.exchange(request);
    co_return is_from_homeserver(response);
}

} // namespace bascule::matrix
