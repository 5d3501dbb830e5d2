#include "matrix_appservice/listener/appservice_listener.hpp"

#include "tests/fakes/counting_metrics.hpp"
#include "tests/matrix_appservice/coroutine_test.hpp"
#include "tests/matrix_appservice/fake_inbox.hpp"
#include "tests/matrix_appservice/raw_connection.hpp"

#include <gtest/gtest.h>

#include <string>
#include <system_error>
#include <vector>

namespace bascule::matrix {
namespace {

using namespace std::chrono_literals;
using bridge::Task;

std::string put(const std::string& body, const std::string& more_head = "") {
    return "PUT /_matrix/app/v1/transactions/1 HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer hs_secret\r\n" + more_head +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string status_of(const std::string& response) {
    return response.substr(0, response.find(' ', response.find(' ') + 1));
}

const std::string one_event = R"({"events":[{"event_id":"$1","room_id":"!a:b"}]})";

class AppserviceListenerTest : public CoroutineTest {
public:
    void SetUp() override { restart(); }
    void TearDown() override { run(tasks.stop()); }

    void restart() {
        options.hs_token = "hs_secret";
        listener.emplace(context.get_executor(), options, inbox, metrics);
        listener->open();
    }
    void serve() { tasks.spawn("listener", listener->run()); }

    // What the listener says to these bytes until it closes.
    Task<std::string> answer_to(std::string bytes) {
        auto peer = co_await RawConnection::open(listener->port());
        co_await peer.write(std::move(bytes));
        co_return co_await peer.read_to_end();
    }

    ListenerOptions options;
    FakeInbox inbox;
    fakes::CountingMetrics metrics;
    std::optional<AppserviceListener> listener;
    bridge::TaskGroup tasks{context.get_executor(), [](const std::string& name, const std::exception_ptr&) {
                                ADD_FAILURE() << name << " failed";
                            }};
};

TEST_F(AppserviceListenerTest, NamesTheAddressItCannotListenOn) {
    auto taken = options;
    taken.port = listener->port();
    AppserviceListener second{context.get_executor(), taken, inbox, metrics};
    try {
        second.open();
        FAIL() << "it opened";
    } catch (const std::system_error& error) {
        EXPECT_NE(std::string{error.what()}.find("127.0.0.1:" + std::to_string(taken.port)), std::string::npos);
        EXPECT_EQ(error.code(), std::errc::address_in_use);
    }
}

TEST_F(AppserviceListenerTest, AnswersOneRequestAfterAnotherOnAConnection) {
    serve();
    run([](AppserviceListenerTest& test) -> Task<void> {
        auto peer = co_await RawConnection::open(test.listener->port());
        for (int count = 1; count <= 3; ++count) {
            co_await peer.write(put(one_event));
            const auto answer = co_await peer.read_message();
            EXPECT_EQ(status_of(answer), "HTTP/1.1 200");
            EXPECT_TRUE(answer.ends_with("\r\n\r\n{}")) << answer;
            EXPECT_EQ(test.inbox.events.size(), std::size_t(count));
        }
    }(*this));
    EXPECT_EQ(metrics.figures["matrix_listener_connections"], 1);
}

TEST_F(AppserviceListenerTest, AnswersRequestsThatComeTogether) {
    serve();
    const auto answer = run(answer_to(put(one_event) + put(one_event) + put(one_event, "Connection: close\r\n")));
    EXPECT_EQ(inbox.events.size(), 3U);
    EXPECT_TRUE(answer.ends_with("{}"));
}

TEST_F(AppserviceListenerTest, BearsBytesInPiecesOfEverySize) {
    serve();
    run([](AppserviceListenerTest& test) -> Task<void> {
        const auto request = put(one_event);
        for (std::size_t size = 1; size < request.size(); size = size * 2 + 1) {
            auto peer = co_await RawConnection::open(test.listener->port());
            for (std::size_t at = 0; at < request.size(); at += size) {
                co_await peer.write(request.substr(at, size));
            }
            const auto answer = co_await peer.read_message();
            EXPECT_EQ(status_of(answer), "HTTP/1.1 200") << size;
        }
    }(*this));
}

TEST_F(AppserviceListenerTest, TakesNothingFromARequestCutAnywhere) {
    serve();
    run([](AppserviceListenerTest& test) -> Task<void> {
        const auto request = put(one_event);
        for (std::size_t length = 0; length < request.size(); ++length) {
            auto peer = co_await RawConnection::open(test.listener->port());
            co_await peer.write(request.substr(0, length));
            peer.end_writing();
            co_await peer.read_to_end();
        }
    }(*this));
    EXPECT_TRUE(inbox.events.empty());
    EXPECT_EQ(metrics.figures["matrix_listener_connections"], 0);
}

TEST_F(AppserviceListenerTest, Says200OnlyOnceTheEventsAreKept) {
    bridge::Signal reached{context.get_executor()};
    bridge::Signal allowed{context.get_executor()};
    bool is_kept = false;
    inbox.before_events = [&]() -> Task<void> {
        reached.notify_all();
        co_await allowed.wait();
        is_kept = true;
    };
    serve();
    run([](AppserviceListenerTest& test, bridge::Signal& at, bridge::Signal& go, bool& kept) -> Task<void> {
        auto peer = co_await RawConnection::open(test.listener->port());
        co_await peer.write(put(one_event));
        co_await at.wait();
        EXPECT_FALSE(kept);
        go.notify_all();
        const auto answer = co_await peer.read_message();
        EXPECT_TRUE(kept);
        EXPECT_EQ(status_of(answer), "HTTP/1.1 200");
    }(*this, reached, allowed, is_kept));
}

TEST_F(AppserviceListenerTest, AnswersTheRequestInHandBeforeItEnds) {
    bridge::Signal reached{context.get_executor()};
    bridge::Signal allowed{context.get_executor()};
    inbox.before_events = [&]() -> Task<void> {
        reached.notify_all();
        co_await allowed.wait();
    };
    serve();
    run([](AppserviceListenerTest& test, bridge::Signal& at, bridge::Signal& go) -> Task<void> {
        auto idle = co_await RawConnection::open(test.listener->port());
        auto peer = co_await RawConnection::open(test.listener->port());
        co_await peer.write(put(one_event));
        co_await at.wait();
        bridge::TaskGroup stopping{co_await boost::asio::this_coro::executor, [](const auto&, const auto&) {}};
        stopping.spawn("stop", test.tasks.stop());
        const auto nothing = co_await idle.read_to_end();
        EXPECT_EQ(nothing, "");
        go.notify_all();
        const auto answer = co_await peer.read_to_end();
        EXPECT_EQ(status_of(answer), "HTTP/1.1 200");
        EXPECT_NE(answer.find("Connection: close"), std::string::npos);
        co_await stopping.wait();
    }(*this, reached, allowed));
    EXPECT_EQ(inbox.events.size(), 1U);
}

TEST_F(AppserviceListenerTest, DropsARequestThatTakesTooLongToEnd) {
    options.finish_deadline = 10ms;
    restart();
    bridge::Signal reached{context.get_executor()};
    inbox.before_events = [&]() -> Task<void> {
        reached.notify_all();
        co_await bridge::pause(1h);
    };
    serve();
    run([](AppserviceListenerTest& test, bridge::Signal& at) -> Task<void> {
        auto peer = co_await RawConnection::open(test.listener->port());
        co_await peer.write(put(one_event));
        co_await at.wait();
        co_await test.tasks.stop();
        const auto nothing = co_await peer.read_to_end();
        EXPECT_EQ(nothing, "");
    }(*this, reached));
}

TEST_F(AppserviceListenerTest, AsksToRepeatWhatIsNotHandledInTime) {
    options.limits.handling = 5ms;
    restart();
    inbox.before_events = []() -> Task<void> { co_await bridge::pause(1h); };
    serve();
    EXPECT_EQ(status_of(run(answer_to(put(one_event, "Connection: close\r\n")))), "HTTP/1.1 503");
}

TEST_F(AppserviceListenerTest, RefusesABodyThatIsTooLarge) {
    options.limits.max_body = 1000;
    restart();
    serve();
    const auto large = run(answer_to(put(std::string(100000, ' '))));
    EXPECT_EQ(status_of(large), "HTTP/1.1 413");
    EXPECT_NE(large.find("M_TOO_LARGE"), std::string::npos);
    const auto chunked =
        run(answer_to("PUT /transactions/1 HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer hs_secret\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                      std::string(2000, ' ') + "\r\n0\r\n\r\n"));
    EXPECT_EQ(status_of(chunked), "HTTP/1.1 413");
}

TEST_F(AppserviceListenerTest, DoesNotReadABodyFromAStranger) {
    serve();
    const auto head = std::string{"PUT /transactions/1 HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer wrong\r\n"};
    const auto answer = run(answer_to(head + "Content-Length: 60000000\r\n\r\n" + std::string(100000, 'x')));
    EXPECT_EQ(status_of(answer), "HTTP/1.1 403");
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

TEST_F(AppserviceListenerTest, KeepsAConnectionOnWhichARequestWithoutBodyWasRefused) {
    serve();
    const auto request = std::string{"GET /users/%40a%3Ab HTTP/1.1\r\nHost: b\r\n"};
    const auto answer = run(answer_to(request + "\r\n" + request + "Connection: close\r\n\r\n"));
    EXPECT_EQ(status_of(answer), "HTTP/1.1 401");
    EXPECT_NE(answer.find("HTTP/1.1 401", 20), std::string::npos);
}

TEST_F(AppserviceListenerTest, AnswersGarbageAndLivesOn) {
    serve();
    for (const std::string& garbage :
         {std::string{"\x16\x03\x01\x02\r\n\r\n"}, std::string{"GET\r\n\r\n"}, std::string{"PUT / HTTP/9.9\r\n\r\n"},
          std::string{"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"}, std::string(1000, '\0'),
          "GET /" + std::string(70000, 'a') + " HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nX: " + std::string(70000, 'a') + "\r\n\r\n"}) {
        EXPECT_EQ(status_of(run(answer_to(garbage))).substr(0, 10), "HTTP/1.1 4") << garbage.substr(0, 40);
    }
    EXPECT_EQ(status_of(run(answer_to(put(one_event, "Connection: close\r\n")))), "HTTP/1.1 200");
}

TEST_F(AppserviceListenerTest, EndsAConnectionThatStaysSilentOrSlow) {
    options.limits.idle = 5ms;
    options.limits.header = 5ms;
    options.limits.body = 5ms;
    restart();
    serve();
    EXPECT_EQ(run(answer_to("")), "");
    EXPECT_EQ(run(answer_to("PUT /transactions/1 HT")), "");
    const auto request = put(one_event);
    EXPECT_EQ(run(answer_to(request.substr(0, request.size() - 1))), "");
    EXPECT_TRUE(inbox.events.empty());
}

TEST_F(AppserviceListenerTest, TellsWhoAsksFirstToGoOn) {
    serve();
    run([](AppserviceListenerTest& test) -> Task<void> {
        auto peer = co_await RawConnection::open(test.listener->port());
        const auto request = put(one_event, "Expect: 100-continue\r\n");
        const auto body_at = request.find("\r\n\r\n") + 4;
        co_await peer.write(request.substr(0, body_at));
        auto answer = co_await peer.read_message();
        EXPECT_EQ(status_of(answer), "HTTP/1.1 100");
        co_await peer.write(request.substr(body_at));
        answer = co_await peer.read_message();
        EXPECT_EQ(status_of(answer), "HTTP/1.1 200");
    }(*this));
}

TEST_F(AppserviceListenerTest, EndsAnIdleConnectionForANewOne) {
    options.max_connections = 2;
    restart();
    serve();
    run([](AppserviceListenerTest& test) -> Task<void> {
        std::vector<RawConnection> peers;
        for (int count = 0; count < 5; ++count) {
            peers.push_back(co_await RawConnection::open(test.listener->port()));
            co_await peers.back().write(put(one_event));
            const auto answer = co_await peers.back().read_message();
            EXPECT_EQ(status_of(answer), "HTTP/1.1 200") << count;
        }
        const auto nothing = co_await peers.front().read_to_end();
        EXPECT_EQ(nothing, "");
    }(*this));
    EXPECT_LE(metrics.figures["matrix_listener_connections"], 2);
}

} // namespace
} // namespace bascule::matrix
