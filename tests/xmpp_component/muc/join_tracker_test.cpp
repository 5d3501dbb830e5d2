#include "xmpp_component/muc/join_tracker.hpp"

#include "tests/samples.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "xmpp_component/codec/stanza_error.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using namespace std::chrono_literals;
using samples::jid;

class JoinTrackerTest : public testing::Test {
protected:
    JoinTrackerTest() { clock.start(); }

    bridge::JoinRequest request(std::string nick = "Romeo") const {
        return {.occupant = jid("romeo@matrix.example/bascule"),
                .room = jid("garden@muc.example"),
                .nick = std::move(nick),
                .password = {},
                .history = {}};
    }

    void presence(const char* from, const char* to, std::vector<int> statuses, bool is_available = true) {
        bridge::StanzaHead head{.from = jid(from), .to = jid(to), .id = {}};
        bridge::OccupantPresence presence{std::move(head), is_available, {}, {}, {},
                                          "occ1",          {},           {}, {}, std::move(statuses)};
        tracker.notice(presence);
        settle(context);
    }

    bool error(const char* from, const char* to, std::string id = {}) {
        const bridge::PresenceError error{.head = {.from = jid(from), .to = jid(to), .id = std::move(id)},
                                          .error = stanza_error("conflict")};
        const bool is_awaited = tracker.notice(error);
        settle(context);
        return is_awaited;
    }

    boost::asio::io_context context;
    KeptStanzas sent;
    ReadingClock clock{context.get_executor()};
    bridge::NoMetrics metrics;
    JoinTracker tracker{context.get_executor(), sent, clock, metrics, 1h};
};

constexpr const char* romeo = "romeo@matrix.example/bascule";

// XEP-0045 §7.2.2: the MUC may give another nick, so status 110 tells.
TEST_F(JoinTrackerTest, EndsWithStatus110AndTheNickThatTheMucGave) {
    Running joined{context, tracker.join(request("\uFF32omeo"))};
    settle(context);
    presence("garden@muc.example/Juliet", romeo, {});
    presence("garden@muc.example/Romeo", "mercutio@matrix.example/bascule", {110});
    presence("street@muc.example/Romeo", romeo, {110});
    presence("garden@muc.example/Romeo", romeo, {110}, false);
    EXPECT_FALSE(joined.outcome);
    presence("garden@muc.example/Romeo", romeo, {110, 210});
    ASSERT_TRUE(joined.outcome);
    EXPECT_FALSE(joined.outcome->error);
    EXPECT_EQ(joined.outcome->nick, "Romeo");
    EXPECT_EQ(joined.outcome->occupant_id, "occ1");
}

TEST_F(JoinTrackerTest, EndsWithTheErrorOfThatJoin) {
    Running joined{context, tracker.join(request())};
    settle(context);
    EXPECT_FALSE(error("garden@muc.example/Romeo", romeo, "another"));
    EXPECT_FALSE(error("street@muc.example/Romeo", romeo));
    EXPECT_FALSE(error("garden@muc.example/Romeo", "mercutio@matrix.example/bascule"));
    EXPECT_FALSE(joined.outcome);
    EXPECT_TRUE(error("garden@muc.example/Romeo", romeo, sent.ids.at(0)));
    ASSERT_TRUE(joined.outcome);
    EXPECT_EQ(joined.outcome->error->condition, "conflict");
    EXPECT_FALSE(error("garden@muc.example/Romeo", romeo)) << "nobody waits any more";
}

TEST_F(JoinTrackerTest, ANickThatIsNoResourceIsRefusedAtOnce) {
    Running joined{context, tracker.join(request("\u0007"))};
    settle(context);
    ASSERT_TRUE(joined.outcome);
    EXPECT_EQ(joined.outcome->error->condition, "jid-malformed");
    EXPECT_TRUE(sent.texts.empty());
}

// XEP-0045 §10.1, §10.9
TEST_F(JoinTrackerTest, ARoomThatTheJoinHasMadeIsDestroyedAndWasNotThere) {
    Running joined{context, tracker.join(request())};
    settle(context);
    presence("garden@muc.example/Romeo", romeo, {110, 201});
    ASSERT_TRUE(joined.outcome);
    ASSERT_TRUE(joined.outcome->error);
    EXPECT_EQ(joined.outcome->error->condition, "item-not-found");
    ASSERT_EQ(sent.texts.size(), 3U);
    EXPECT_NE(sent.texts.at(1).find("<query xmlns='http://jabber.org/protocol/muc#owner'><destroy"), std::string::npos);
    EXPECT_NE(sent.texts.at(2).find("type='unavailable'"), std::string::npos);
    EXPECT_NE(sent.texts.at(2).find("to='garden@muc.example/Romeo'"), std::string::npos);
}

TEST_F(JoinTrackerTest, ABrokenStreamIsAnOutage) {
    Running joined{context, tracker.join(request())};
    settle(context);
    tracker.give_up_all();
    settle(context);
    EXPECT_THROW(std::rethrow_exception(joined.failure), bridge::Outage);
}

// XEP-0045 §7.6: what comes from the old nick is no answer; nor has the stanza muc's element, which would be a join.
TEST_F(JoinTrackerTest, AChangeOfNickEndsWithThePresenceUnderANewOne) {
    Running changed{context, tracker.change_nick(request("Banished"), "Romeo")};
    settle(context);
    EXPECT_EQ(sent.texts.at(0).find("http://jabber.org/protocol/muc'"), std::string::npos);
    presence("garden@muc.example/Romeo", romeo, {110});
    EXPECT_FALSE(changed.outcome);
    presence("garden@muc.example/Banished", romeo, {110});
    ASSERT_TRUE(changed.outcome);
    EXPECT_EQ(changed.outcome->nick, "Banished");
}

TEST_F(JoinTrackerTest, AChangeOfNickCanMeetAConflict) {
    Running changed{context, tracker.change_nick(request("Juliet"), "Romeo")};
    settle(context);
    EXPECT_TRUE(error("garden@muc.example/Juliet", romeo, sent.ids.at(0)));
    ASSERT_TRUE(changed.outcome && changed.outcome->error);
    EXPECT_EQ(changed.outcome->error->condition, "conflict");
}

} // namespace
} // namespace bascule::xmpp
