#include "matrix_appservice/client/homeserver_client.hpp"
#include "tests/matrix_appservice/client_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::matrix {
namespace {

using namespace std::chrono_literals;
using bridge::Task;

class HomeserverFaultsTest : public ClientTest {
public:
    std::string outage_of_join() {
        return outage_of([this] { run(client().join(ghost, orchard)); });
    }
};

TEST_F(HomeserverFaultsTest, ReusesItsConnection) {
    for (int count = 0; count < 5; ++count) {
        server.reply(200, "{}");
        EXPECT_TRUE(run(client().join(ghost, orchard)));
    }
    EXPECT_EQ(server.connections, 1);
    EXPECT_TRUE(client().is_reachable());
    EXPECT_EQ(metrics.figures["matrix_api_calls:join"], 5);
    EXPECT_EQ(metrics.figures["matrix_api_seconds:join"], 5);
    EXPECT_EQ(metrics.figures["matrix_api_calls_failed:join"], 0);
}

TEST_F(HomeserverFaultsTest, OpensANewConnectionWhereTheServerClosedTheIdleOne) {
    auto last = json_reply(200, "{}");
    last.then = Reply::Then::close;
    server.reply(last);
    server.reply(200, "{}");
    EXPECT_TRUE(run(client().join(ghost, orchard)));
    EXPECT_TRUE(run(client().join(ghost, orchard)));
    EXPECT_EQ(server.connections, 2);
}

// A server may close an idle connection in the moment in which it is used again.
TEST_F(HomeserverFaultsTest, RepeatsWhatAnIdleConnectionSwallowed) {
    server.reply(200, "{}");
    server.reply({"", Reply::Then::close});
    server.reply(200, "{}");
    EXPECT_TRUE(run(client().join(ghost, orchard)));
    EXPECT_TRUE(run(client().join(ghost, orchard)));
    EXPECT_EQ(server.seen.size(), 3U);
    EXPECT_EQ(server.connections, 2);
}

TEST_F(HomeserverFaultsTest, DoesNotRepeatOnAFreshConnection) {
    server.reply({"", Reply::Then::close});
    EXPECT_NE(outage_of_join(), "");
    EXPECT_EQ(server.seen.size(), 1U);
    EXPECT_FALSE(client().is_reachable());
    EXPECT_EQ(metrics.figures["matrix_api_calls_failed:join"], 1);
}

TEST_F(HomeserverFaultsTest, NeverMakesARoomTwice) {
    server.reply(200, "{}");
    EXPECT_TRUE(run(client().join(ghost, orchard)));
    server.reply({"", Reply::Then::close});
    const bridge::DirectRoomRequest request{ghost, romeo, "mark"};
    EXPECT_NE(outage_of([&] { run(client().create_direct_room(request)); }), "");
    EXPECT_EQ(server.seen.size(), 2U);
    EXPECT_EQ(server.connections, 2) << "an idle connection would leave open what happened";
}

TEST_F(HomeserverFaultsTest, TakesAnAnswerCutAnywhereForAnOutage) {
    const auto whole = json_reply(200, R"({"event_id":"$1"})").bytes;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        server.reply({whole.substr(0, length), Reply::Then::close});
        EXPECT_NE(outage_of_join(), "") << length;
        EXPECT_FALSE(client().is_reachable());
    }
    server.reply({whole, Reply::Then::close});
    EXPECT_TRUE(run(client().join(ghost, orchard)));
    EXPECT_TRUE(client().is_reachable());
}

TEST_F(HomeserverFaultsTest, TakesServerErrorsAndStrangersForOutages) {
    for (const auto& [status, body] : std::initializer_list<std::pair<int, std::string>>{
             {500, ""},
             {502, "<html>Bad Gateway</html>"},
             {503, ""},
             {504, R"({"error":"upstream timed out"})"},
             {408, ""},
             {301, ""},
             {404, "<html>no such page</html>"},
             {400, "{}"},
             {200, "<html>welcome</html>"},
             {200, ""},
             {200, "{\"event_id\":"},
             {401, R"({"errcode":"M_UNKNOWN_TOKEN","error":"?"})"},
         }) {
        server.reply(status, body);
        EXPECT_NE(outage_of_join(), "") << status << ' ' << body;
        EXPECT_FALSE(client().is_reachable());
    }
}

// Synapse answers 502 M_UNKNOWN where it was to ask a dead server, and 500 M_UNKNOWN where one request was too much.
TEST_F(HomeserverFaultsTest, TakesAnErrorWithAnErrcodeForTheFailureOfThatRequestAlone) {
    for (const int status : {500, 502, 504, 408}) {
        server.reply(status, R"({"errcode":"M_UNKNOWN","error":"Internal server error"})");
        EXPECT_NE(outage_of_join().find("M_UNKNOWN"), std::string::npos) << status;
        EXPECT_TRUE(client().is_reachable()) << status;
    }
    EXPECT_EQ(metrics.figures["matrix_api_calls_failed:join"], 4);
}

TEST_F(HomeserverFaultsTest, TakesGarbageForAnOutage) {
    for (const std::string& garbage :
         {std::string{"SSH-2.0-OpenSSH_9.2\r\n"}, std::string{"HTTP/1.1 999999 x\r\n\r\n"}, std::string(100, '\0'),
          std::string{"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"},
          "HTTP/1.1 200 OK\r\nX: " + std::string(100000, 'x') + "\r\n\r\n"}) {
        server.reply({garbage, Reply::Then::close});
        EXPECT_NE(outage_of_join(), "") << garbage.substr(0, 40);
    }
}

TEST_F(HomeserverFaultsTest, TellsWhoRefusedItsTokenOnlyToWhomAsksThat) {
    server.reply(401, R"({"errcode":"M_UNKNOWN_TOKEN","error":"Invalid"})");
    const auto refused = run(client().whoami());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().errcode, "M_UNKNOWN_TOKEN");
}

TEST_F(HomeserverFaultsTest, ReadsAnAnswerThatFollowsAnInterimOne) {
    auto answer = json_reply(200, "{}");
    answer.bytes = "HTTP/1.1 103 Early Hints\r\n\r\n" + answer.bytes;
    server.reply(answer);
    EXPECT_TRUE(run(client().join(ghost, orchard)));
}

// CS API, "Rate limiting": the header counts, the body's field is of before.
TEST_F(HomeserverFaultsTest, WaitsAsLongAsTheServerAsks) {
    server.reply(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":3})");
    server.reply(json_reply(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":3600000})", "Retry-After: 0\r\n"));
    server.reply(200, "{}");
    EXPECT_TRUE(run(client().join(ghost, orchard)));
    EXPECT_EQ(server.seen.size(), 3U);
    EXPECT_EQ(metrics.figures["matrix_api_calls:join"], 1);
}

TEST_F(HomeserverFaultsTest, DoesNotWaitForLimitsForEver) {
    server.reply(json_reply(429, "{}", "Retry-After: 3600\r\n"));
    EXPECT_NE(outage_of_join().find("join"), std::string::npos);
    options.limit_patience = 5ms;
    server.otherwise = [](const SeenRequest&) { return json_reply(429, R"({"retry_after_ms":2})"); };
    HomeserverClient hasty{context.get_executor(), options, metrics};
    EXPECT_NE(outage_of([&] { run(hasty.join(ghost, orchard)); }), "");
}

TEST_F(HomeserverFaultsTest, GivesUpOnAnAnswerThatDoesNotCome) {
    options.answer_deadline = 5ms;
    for (const std::string& begun : {std::string{}, std::string{"HTTP/1.1 200 OK\r\nContent-Le"}}) {
        server.reply({begun, Reply::Then::hang});
        EXPECT_NE(outage_of_join().find("did not answer within 5 ms"), std::string::npos);
    }
}

TEST_F(HomeserverFaultsTest, TellsThatNobodyListens) {
    run(server.go());
    EXPECT_NE(outage_of_join().find("cannot reach " + server.url()), std::string::npos);
    options.url = "http://host.invalid:1";
    HomeserverClient lost{context.get_executor(), options, metrics};
    EXPECT_NE(outage_of([&] { run(lost.join(ghost, orchard)); }).find("host.invalid"), std::string::npos);
}

TEST_F(HomeserverFaultsTest, UsesFewConnectionsForManyCalls) {
    options.pool.connections = 3;
    server.otherwise = [](const SeenRequest&) { return json_reply(200, "{}"); };
    int joined = 0;
    run([](HomeserverFaultsTest& test, int& count) -> Task<void> {
        bridge::TaskGroup calls{test.context.get_executor(), [](const auto&, const auto&) { ADD_FAILURE(); }};
        const auto join_one = [](HomeserverFaultsTest& of, int& joins) -> Task<void> {
            const auto answer = co_await of.client().join(of.ghost, of.orchard);
            joins += answer ? 1 : 0;
        };
        for (int number = 0; number < 50; ++number) {
            calls.spawn("join", join_one(test, count));
        }
        co_await calls.wait();
    }(*this, joined));
    EXPECT_EQ(joined, 50);
    EXPECT_EQ(server.connections, 3);
    EXPECT_EQ(metrics.figures["matrix_api_waiting"], 0);
}

TEST_F(HomeserverFaultsTest, LetsOnlySoManyWaitAndNotForEver) {
    options.pool = {.connections = 1, .waiting = 1, .patience = 5ms};
    server.reply({"", Reply::Then::hang});
    run([](HomeserverFaultsTest& test) -> Task<void> {
        std::vector<std::string> failures;
        bridge::Signal failed{test.context.get_executor()};
        const auto keep_failure = [&](const std::string& name, const std::exception_ptr& failure) {
            try {
                std::rethrow_exception(failure);
            } catch (const bridge::Outage& outage) {
                failures.push_back(name + ": " + outage.what());
            }
            failed.notify_all();
        };
        const auto join = [](HomeserverFaultsTest& of) -> Task<void> {
            co_await of.client().join(of.ghost, of.orchard);
        };
        bridge::TaskGroup calls{test.context.get_executor(), keep_failure};
        calls.spawn("first", join(test));
        co_await test.server.answered.wait();
        calls.spawn("second", join(test));
        calls.spawn("third", join(test));
        while (failures.size() < 2) {
            co_await failed.wait();
        }
        co_await calls.stop();
        EXPECT_EQ(failures.size(), 2U);
        EXPECT_EQ(failures.at(0), "third: too many requests wait for the homeserver already");
        EXPECT_EQ(failures.at(1).substr(0, 6), "second");
    }(*this));
    EXPECT_FALSE(client().is_reachable()) << "never reached";
}

TEST_F(HomeserverFaultsTest, CanBeCancelledInTheMidstOfACall) {
    server.reply({"", Reply::Then::hang});
    run([](HomeserverFaultsTest& test) -> Task<void> {
        bridge::TaskGroup calls{test.context.get_executor(), [](const auto&, const auto&) { ADD_FAILURE(); }};
        const auto join = [](HomeserverFaultsTest& of) -> Task<void> {
            co_await of.client().join(of.ghost, of.orchard);
        };
        calls.spawn("join", join(test));
        co_await test.server.answered.wait();
        co_await calls.stop();
    }(*this));
}

} // namespace
} // namespace bascule::matrix
