#include "xmpp_component/iq/iq_tracker.hpp"

#include "tests/samples.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/muc/self_ping.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using namespace std::chrono_literals;
using samples::jid;

class IqTrackerTest : public testing::Test {
protected:
    IqTrackerTest() { clock.start(); }

    bridge::Task<IqReply> ask(const char* from, const char* to, std::chrono::milliseconds deadline = 1h) {
        IqQuestion question{.kind = "ping", .deadline = deadline};
        co_return co_await tracker.ask(encode_ping(jid(from), jid(to)), std::move(question));
    }

    bool accept(const std::string& type, const std::string& from, const std::string& to, const std::string& id) {
        auto iq = stanza_from("<iq type='" + type + "' from='" + from + "' to='" + to + "' id='" + id + "'/>");
        const bool accepted = tracker.accept(iq);
        settle(context);
        return accepted;
    }

    boost::asio::io_context context;
    KeptStanzas sent;
    ReadingClock clock{context.get_executor()};
    bridge::NoMetrics metrics;
    IqTracker tracker{context.get_executor(), sent, clock, metrics};
};

TEST_F(IqTrackerTest, AnAnswerReachesWhoAsked) {
    Running asked{context, ask("romeo@matrix.example", "capulet.example")};
    settle(context);
    EXPECT_TRUE(accept("result", "capulet.example", "romeo@matrix.example", sent.ids.at(0)));
    ASSERT_TRUE(asked.outcome);
    EXPECT_FALSE(asked.outcome->error);
    EXPECT_FALSE(accept("result", "capulet.example", "romeo@matrix.example", sent.ids.at(0))) << "a second time";
}

TEST_F(IqTrackerTest, AnErrorIsAnAnswer) {
    Running asked{context, ask("romeo@matrix.example", "capulet.example")};
    settle(context);
    EXPECT_TRUE(accept("error", "capulet.example", "romeo@matrix.example", sent.ids.at(0)));
    EXPECT_TRUE(asked.outcome->error);
}

TEST_F(IqTrackerTest, OnlyWhoWasAskedCanAnswerAndOnlyToWhoAsked) {
    Running asked{context, ask("romeo@matrix.example", "capulet.example")};
    settle(context);
    const auto id = sent.ids.at(0);
    EXPECT_FALSE(accept("result", "evil.example", "romeo@matrix.example", id));
    EXPECT_FALSE(accept("result", "capulet.example", "mercutio@matrix.example", id));
    EXPECT_FALSE(accept("result", "capulet.example", "romeo@matrix.example", "1"));
    EXPECT_FALSE(accept("get", "capulet.example", "romeo@matrix.example", id));
    EXPECT_FALSE(accept("result", "", "", id));
    EXPECT_FALSE(asked.outcome);
    tracker.give_up_all();
    settle(context);
}

TEST_F(IqTrackerTest, AddressesAreComparedPrepared) {
    Running asked{context, ask("romeo@matrix.example", "Capulet.example")};
    settle(context);
    EXPECT_TRUE(accept("result", "CAPULET.example", "ROMEO@matrix.example", sent.ids.at(0)));
}

TEST_F(IqTrackerTest, WhatWeSentToOurselvesAnswersByComingBack) {
    Running asked{context, ask("matrix.example", "matrix.example")};
    settle(context);
    EXPECT_TRUE(accept("get", "matrix.example", "matrix.example", sent.ids.at(0)));
    EXPECT_TRUE(asked.outcome);
}

TEST_F(IqTrackerTest, IdsCannotBeGuessed) {
    Running one{context, ask("matrix.example", "capulet.example")};
    Running other{context, ask("matrix.example", "capulet.example")};
    settle(context);
    EXPECT_EQ(sent.ids.at(0).size(), 32U);
    EXPECT_NE(sent.ids.at(0), sent.ids.at(1));
    tracker.give_up_all();
    settle(context);
}

TEST_F(IqTrackerTest, ABrokenStreamIsAnOutageForAllWhoWait) {
    Running asked{context, ask("matrix.example", "capulet.example")};
    settle(context);
    tracker.give_up_all();
    settle(context);
    EXPECT_THROW(std::rethrow_exception(asked.failure), bridge::Outage);
    EXPECT_FALSE(accept("result", "capulet.example", "matrix.example", sent.ids.at(0)));
}

TEST_F(IqTrackerTest, NoAnswerInTimeIsAnOutage) {
    Running asked{context, ask("matrix.example", "capulet.example", 1ms)};
    context.run();
    EXPECT_THROW(std::rethrow_exception(asked.failure), bridge::Outage);
}

// While the inbox keeps the reader from reading, an answer cannot arrive, so its time must not run out.
TEST_F(IqTrackerTest, TimeStandsStillWhileNothingIsRead) {
    clock.stop();
    Running asked{context, ask("matrix.example", "capulet.example", 1ms)};
    context.run_for(20ms);
    EXPECT_FALSE(asked.failure);
    clock.start();
    context.run();
    EXPECT_TRUE(asked.failure);
}

} // namespace
} // namespace bascule::xmpp
