#include "bridge/direct/subscriptions.hpp"

#include "bridge/async/task_group.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::jid;
using Kind = PresenceKind;
using Kinds = std::vector<PresenceKind>;

class SubscriptionsTest : public testing::Test {
protected:
    SubscriptionsTest() {
        tasks.spawn("ends", subscriptions.look_for_ends());
        tasks.spawn("names", subscriptions.look_for_names());
    }
    void TearDown() override { world.finish(tasks.stop()); }

    void receive(Kind kind) {
        world.xmpp.presences.clear();
        ContactPresence presence{.head = {juliet, romeo, {}}, .kind = kind, .nick = {}};
        world.finish(subscriptions.on_presence(std::move(presence)));
    }
    Kinds answers() const {
        Kinds kinds;
        for (const auto& presence : world.xmpp.presences) {
            EXPECT_EQ(presence.from.bare(), romeo);
            EXPECT_EQ(presence.to, juliet);
            kinds.push_back(presence.kind);
        }
        return kinds;
    }

    fakes::SmallWorld world;
    const mapping::Jid juliet = jid("juliet@capulet.example");
    const mapping::Jid romeo = jid("romeo%montague.example@matrix.montague.example");
    Subscriptions subscriptions{world.context.get_executor(),
                                {world.xmpp, world.registry.contacts, world.book},
                                world.ghosts,
                                world.puppets,
                                world.policy};
    TaskGroup tasks{world.context.get_executor(), [](const std::string&, const std::exception_ptr&) {}};
};

// XEP-0045 §7.2
TEST_F(SubscriptionsTest, WhoWantsToEnterWhatIsNoRoomIsToldSo) {
    ContactPresence presence{.head = {juliet, romeo.with_resource("Juliet").value(), {}}, .nick = {}};
    presence.entry.emplace();
    world.finish(subscriptions.on_presence(std::move(presence)));
    ASSERT_EQ(world.xmpp.refused_presences.size(), 1U);
    EXPECT_EQ(world.xmpp.refused_presences.front().to, juliet);
    EXPECT_EQ(world.xmpp.refused_presences.front().error.condition, "item-not-found");
}

// RFC 6121 §3.1.5
TEST_F(SubscriptionsTest, WhoAsksMaySeeThePuppetAndIsAskedBack) {
    receive(Kind::subscribe);
    EXPECT_EQ(answers(), (Kinds{Kind::subscribed, Kind::available, Kind::subscribe}));
    EXPECT_EQ(world.xmpp.presences.at(1).from, world.puppet_of(world.romeo));
    EXPECT_EQ(world.xmpp.presences.at(1).nick, "Romeo");
    EXPECT_TRUE(world.registry.contacts.rows.at({romeo, juliet}).peer_sees_puppet);
}

TEST_F(SubscriptionsTest, WhoIsSeenAlreadyIsNotAskedBackAgain) {
    receive(Kind::subscribe);
    receive(Kind::subscribed);
    receive(Kind::subscribe);
    EXPECT_EQ(answers(), (Kinds{Kind::subscribed, Kind::available}));
}

TEST_F(SubscriptionsTest, NobodyCanSeeAUserWhoDoesNotExist) {
    world.homeserver.users.erase(world.romeo);
    receive(Kind::subscribe);
    EXPECT_EQ(answers(), Kinds{Kind::unsubscribed});
    EXPECT_TRUE(world.registry.contacts.rows.empty());
}

// RFC 6121 §4.3.2
TEST_F(SubscriptionsTest, WhoIsGoneForGoodIsSeenByNobodyAnyMore) {
    receive(Kind::subscribe);
    receive(Kind::subscribed);
    world.homeserver.users.erase(world.romeo);
    world.puppets.forget(world.romeo);
    receive(Kind::probe);
    EXPECT_EQ(answers(), (Kinds{Kind::available, Kind::unsubscribed, Kind::unavailable}));
    EXPECT_TRUE(world.registry.contacts.rows.empty());
}

TEST_F(SubscriptionsTest, WhoIsGoneIsTakenOutOfTheSightOfAllAtTheProbeOfOne) {
    const auto nurse = jid("nurse@capulet.example");
    receive(Kind::subscribe);
    world.registry.contacts.rows.emplace(std::pair{romeo, nurse}, Contact{romeo, nurse, true, true});
    world.homeserver.users.erase(world.romeo);
    receive(Kind::probe);
    EXPECT_TRUE(world.registry.contacts.rows.empty());
}

// A server that comes back probes for all that its users are subscribed to.
TEST_F(SubscriptionsTest, AProbeForAUserOfADeadServerIsAnsweredAtOnce) {
    world.homeserver.silent_servers = {"grave.example"};
    const auto tybalt = jid("tybalt%grave.example@matrix.montague.example");
    world.registry.contacts.rows.emplace(std::pair{tybalt, juliet}, Contact{tybalt, juliet, true, true});
    ContactPresence presence{.head = {juliet, tybalt, {}}, .kind = Kind::probe, .nick = {}};
    world.finish(subscriptions.on_presence(std::move(presence)));
    ASSERT_EQ(world.xmpp.presences.size(), 1U);
    EXPECT_EQ(world.xmpp.presences.front().kind, Kind::available);
    EXPECT_EQ(world.xmpp.presences.front().nick, "tybalt");
}

TEST_F(SubscriptionsTest, AUserElsewhereIsShownAgainWhenHisNameHasBeenFound) {
    const auto mercutio = samples::user("@mercutio:elsewhere.example");
    const auto puppet = world.finish(world.book.puppet_of(mercutio));
    world.homeserver.users[mercutio].display_name = "Mercutio";
    world.registry.contacts.rows.emplace(std::pair{puppet, juliet}, Contact{puppet, juliet, true, true});
    world.finish(subscriptions.announce());
    world.let_run();
    ASSERT_EQ(world.xmpp.presences.size(), 2U);
    EXPECT_EQ(world.xmpp.presences.front().nick, "mercutio");
    EXPECT_EQ(world.xmpp.presences.back().nick, "Mercutio");
}

TEST_F(SubscriptionsTest, WhoAsksForAUserOfADeadServerIsToldToTryAgain) {
    world.homeserver.refusals["profile"] = {502, "M_UNKNOWN", "Failed to fetch profile"};
    const auto tybalt = jid("tybalt%grave.example@matrix.montague.example");
    ContactPresence presence{.head = {juliet, tybalt, {}}, .kind = Kind::subscribe, .nick = {}};
    world.finish(subscriptions.on_presence(std::move(presence)));
    EXPECT_EQ(answers(), Kinds{});
    ASSERT_EQ(world.xmpp.refused_presences.size(), 1U);
    EXPECT_EQ(world.xmpp.refused_presences.front().from, tybalt);
    EXPECT_EQ(world.xmpp.refused_presences.front().error.condition, "remote-server-timeout");
    EXPECT_EQ(world.xmpp.refused_presences.front().error.type, "wait");
}

TEST_F(SubscriptionsTest, WhoIsBlockedSeesNobody) {
    world.policy.permissions = world.allow({{"capulet.example", Permission::block}});
    receive(Kind::subscribe);
    EXPECT_EQ(answers(), Kinds{Kind::unsubscribed});
}

// RFC 6121 §4.3.2
TEST_F(SubscriptionsTest, AProbeIsAnsweredToSubscribersOnly) {
    receive(Kind::probe);
    EXPECT_EQ(answers(), Kinds{Kind::unsubscribed});
    receive(Kind::subscribe);
    receive(Kind::probe);
    EXPECT_EQ(answers(), Kinds{Kind::available});
}

// RFC 6121 §3.3.3
TEST_F(SubscriptionsTest, WhoTakesHisLeaveIsForgotten) {
    receive(Kind::subscribe);
    receive(Kind::unsubscribe);
    EXPECT_EQ(answers(), (Kinds{Kind::unsubscribed, Kind::unavailable}));
    EXPECT_EQ(world.xmpp.presences.at(1).from, world.puppet_of(world.romeo)); // who was shown to him
    EXPECT_TRUE(world.registry.contacts.rows.empty());
}

TEST_F(SubscriptionsTest, TheOtherDirectionOutlivesALeave) {
    receive(Kind::subscribe);
    receive(Kind::subscribed);
    receive(Kind::unsubscribe);
    const auto& contact = world.registry.contacts.rows.at({romeo, juliet});
    EXPECT_TRUE(contact.puppet_sees_peer);
    EXPECT_FALSE(contact.peer_sees_puppet);
    receive(Kind::unsubscribed);
    EXPECT_TRUE(world.registry.contacts.rows.empty());
}

TEST_F(SubscriptionsTest, ANewStreamShowsPuppetsToTheirWatchersAndAnEndHidesThem) {
    receive(Kind::subscribe);
    world.xmpp.presences.clear();
    world.finish(subscriptions.announce());
    world.finish(subscriptions.withdraw());
    EXPECT_EQ(answers(), (Kinds{Kind::available, Kind::unavailable}));
}

TEST_F(SubscriptionsTest, PuppetsTakeTheirLeaveAlsoWhileTheHomeserverIsAway) {
    world.registry.contacts.rows.emplace(std::pair{romeo, juliet}, Contact{romeo, juliet, true, false});
    world.homeserver.is_away = true;
    world.finish(subscriptions.withdraw());
    EXPECT_EQ(answers(), Kinds{Kind::unavailable});
    world.homeserver.is_away = false;
    EXPECT_EQ(world.xmpp.presences.at(0).from, world.puppet_of(world.romeo));
}

} // namespace
} // namespace bascule::bridge
