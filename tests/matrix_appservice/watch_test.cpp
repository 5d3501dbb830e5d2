#include "matrix_appservice/client/homeserver_client.hpp"
#include "tests/matrix_appservice/client_fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bascule::matrix {
namespace {

using namespace std::chrono_literals;
using bridge::Task;

class WatchTest : public ClientTest {
public:
    WatchTest() {
        server.otherwise = [this](const SeenRequest&) { return next; };
        options.watch_period = 1h; // what is noticed is noticed at once
        options.on_lost = [this] { note("lost"); };
        options.on_back = [this] { note("back"); };
    }
    void TearDown() override { run(tasks.stop()); }

    void note(const std::string& what) {
        heard.push_back(what);
        told.notify_all();
    }
    void watch() { tasks.spawn("watch", client().watch()); }
    Task<void> wait_for(std::size_t count) {
        while (heard.size() < count) {
            co_await told.wait();
        }
    }

    Reply next = json_reply(200, R"({"versions":["v1.11"]})");
    std::vector<std::string> heard;
    bridge::Signal told{context.get_executor()};
    bridge::TaskGroup tasks{context.get_executor(), [](const auto&, const auto&) { ADD_FAILURE(); }};
};

TEST_F(WatchTest, TellsAtOnceWhenTheHomeserverGoesAndComesBack) {
    watch();
    run([](WatchTest& test) -> Task<void> {
        co_await test.server.answered.wait();
        EXPECT_TRUE(test.heard.empty()) << "that it is there is no news";
        co_await test.server.go();
        co_await test.wait_for(1);
        EXPECT_FALSE(test.client().is_reachable());
        test.server.come_back();
        co_await test.wait_for(2);
        EXPECT_TRUE(test.client().is_reachable());
    }(*this));
    EXPECT_EQ(heard, (std::vector<std::string>{"lost", "back"}));
}

TEST_F(WatchTest, TellsWhenAHomeserverThatWasAwayComes) {
    run(server.go());
    watch();
    run([](WatchTest& test) -> Task<void> {
        co_await test.wait_for(1);
        test.server.come_back();
        co_await test.wait_for(2);
    }(*this));
    EXPECT_EQ(heard, (std::vector<std::string>{"lost", "back"}));
}

TEST_F(WatchTest, TakesAConnectionThatEndsForNoLossWhereANewOneIsAnswered) {
    next.then = Reply::Then::close;
    watch();
    run([](WatchTest& test) -> Task<void> {
        while (test.server.connections < 5) {
            co_await test.server.answered.wait();
        }
    }(*this));
    EXPECT_TRUE(heard.empty());
}

TEST_F(WatchTest, TakesAnErrorForALoss) {
    next = json_reply(502, "<html>Bad Gateway</html>");
    watch();
    run([](WatchTest& test) -> Task<void> {
        co_await test.wait_for(1);
        test.next = json_reply(200, "{}");
        co_await test.wait_for(2);
    }(*this));
    EXPECT_EQ(heard, (std::vector<std::string>{"lost", "back"}));
}

// Behind a proxy our connection lives on while the homeserver restarts; but somebody called it.
TEST_F(WatchTest, TakesAFailedCallForALoss) {
    options.watch_period = 1ms;
    watch();
    run([](WatchTest& test) -> Task<void> {
        co_await test.server.answered.wait();
        test.server.replies.push_back(json_reply(502, "<html>Bad Gateway</html>"));
        try {
            co_await test.client().join(test.ghost, test.orchard);
        } catch (const bridge::Outage&) { // expected, or the watch got the reply itself
        }
        co_await test.wait_for(2);
    }(*this));
    EXPECT_EQ(heard.front(), "lost");
    EXPECT_EQ(heard.back(), "back");
}

TEST_F(WatchTest, TakesTheFailureOfOneRequestForNoLoss) {
    options.watch_period = 1ms;
    watch();
    run([](WatchTest& test) -> Task<void> {
        co_await test.server.answered.wait();
        for (int count = 0; count < 5; ++count) {
            test.server.replies.push_back(json_reply(502, R"({"errcode":"M_UNKNOWN","error":"dead server"})"));
            const auto asked_before = test.server.seen.size();
            try {
                co_await test.client().join(test.ghost, test.orchard);
            } catch (const bridge::Outage&) { // expected, or the watch got the reply itself
            }
            while (test.server.seen.size() < asked_before + 3) { // the watch has asked again since
                co_await test.server.answered.wait();
            }
        }
    }(*this));
    EXPECT_TRUE(heard.empty());
    EXPECT_TRUE(client().is_reachable());
}

} // namespace
} // namespace bascule::matrix
