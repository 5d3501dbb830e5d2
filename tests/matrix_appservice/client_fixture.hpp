#pragma once

#include "matrix_appservice/client/homeserver_client.hpp"
#include "tests/fakes/counting_metrics.hpp"
#include "tests/matrix_appservice/coroutine_test.hpp"
#include "tests/matrix_appservice/fake_homeserver.hpp"
#include "tests/samples.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace bascule::matrix {

/// A client whose homeserver is the fake one.
class ClientTest : public CoroutineTest {
public:
    ~ClientTest() override { run(server.go()); }

    /// Made at its first use, with the options as they are then.
    HomeserverClient& client() {
        if (!made_) {
            made_ = std::make_unique<HomeserverClient>(context.get_executor(), options, metrics);
        }
        return *made_;
    }

    static std::string outage_of(const std::function<void()>& action) {
        try {
            action();
        } catch (const bridge::Outage& outage) {
            return outage.what();
        }
        return "";
    }

    const mapping::UserId bot = samples::user("@_xmpp_bot:verona.example");
    const mapping::UserId ghost = samples::user("@_xmpp_juliet=40capulet.example:verona.example");
    const mapping::UserId romeo = samples::user("@romeo:verona.example");
    const mapping::RoomId orchard = samples::room("!orchard/1:verona.example");

    FakeHomeserver server{context.get_executor()};
    fakes::CountingMetrics metrics;
    ClientOptions options{.url = server.url(), .as_token = "as_secret", .bot = bot, .appservice_id = "bas cule"};

private:
    std::unique_ptr<HomeserverClient> made_;
};

} // namespace bascule::matrix
