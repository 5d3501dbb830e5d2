#include "bridge/muc/ghost_members.hpp"

#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <utility>

namespace bascule::bridge {
namespace {

using samples::jid;
using samples::room;
using namespace std::chrono_literals;

class GhostMembersTest : public testing::Test {
protected:
    GhostMembersTest() { world.homeserver.rooms[orchard].members = {world.bot}; }

    /// What her messages tell of Juliet; her presence tells her address as well.
    static Roster::Entry speaker() { return {"Juliet", {}, {}}; }
    void enter() {
        auto presence =
            tests::occupant_presence(garden.with_resource("Juliet").value(), jid("matrix.montague.example/bascule"));
        presence.real_jid = jid("juliet@capulet.example");
        roster.apply(presence);
    }
    /// Her ghost comes to say what she said before she went.
    void speak() {
        world.finish(members.expect_guest(juliet, speaker()));
        world.finish(world.ghosts.bring_in(juliet, orchard, world.bot));
    }
    std::optional<std::chrono::milliseconds> agree() { return world.finish(members.agree_with(roster)); }
    bool is_in() { return world.homeserver.rooms[orchard].members.contains(juliet); }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = room("!orchard:montague.example");
    const mapping::Jid garden = jid("garden@muc.capulet.example");
    const mapping::UserId juliet = world.ghost_of("juliet@capulet.example");
    Roster roster{"matrix.montague.example"};
    Expelled expelled{world.expulsions, garden, world.now};
    GhostMembers members{
        {world.registry.occupants, world.book, world.homeserver, world.metrics, world.now, world.room_admin, expelled},
        world.ghosts,
        world.policy,
        {PortalKind::plumbed, orchard, garden, {}, 0}};
};

TEST_F(GhostMembersTest, AGhostThatCameOnlyToSpeakLeavesAfterTheDelay) {
    speak();
    EXPECT_EQ(agree(), 1min);
    EXPECT_TRUE(is_in());
    world.now_ms += 60'000;
    agree();
    EXPECT_FALSE(is_in());
    EXPECT_TRUE(world.registry.occupants.rows.empty());
}

TEST_F(GhostMembersTest, AGuestIsRememberedOverARestart) {
    speak();
    GhostMembers again{
        {world.registry.occupants, world.book, world.homeserver, world.metrics, world.now, world.room_admin, expelled},
        world.ghosts,
        world.policy,
        {PortalKind::plumbed, orchard, garden, {}, 0}};
    world.finish(again.load());
    world.now_ms += 60'000;
    world.finish(again.agree_with(roster));
    EXPECT_FALSE(is_in());
}

TEST_F(GhostMembersTest, AGuestWhoComesBackStays) {
    speak();
    enter();
    EXPECT_EQ(agree(), std::nullopt);
    world.now_ms += 60'000;
    EXPECT_EQ(agree(), std::nullopt);
    EXPECT_TRUE(is_in());
    EXPECT_EQ(world.registry.occupants.rows.size(), 1U);
}

TEST_F(GhostMembersTest, WhoIsThereIsNoGuest) {
    enter();
    agree();
    speak();
    EXPECT_EQ(agree(), std::nullopt);
    EXPECT_EQ(world.registry.occupants.rows.size(), 1U);
}

class CrowdTest : public GhostMembersTest {
protected:
    void come(int count) {
        for (int number = 100; number < 100 + count; ++number) {
            const auto seat = garden.with_resource("P" + std::to_string(number)).value();
            roster.apply(tests::occupant_presence(seat, jid("matrix.montague.example/bascule")));
        }
    }
    /// All that there is to do at once.
    void agree_wholly() {
        constexpr std::chrono::milliseconds at_once{0};
        for (auto next = agree(); next == at_once;) {
            next = agree();
        }
    }
    /// Besides the bot.
    std::size_t ghosts() { return world.homeserver.rooms[orchard].members.size() - 1; }
};

TEST_F(CrowdTest, ManyComeAFewAtATimeSoThatNobodyElseWaits) {
    come(100);
    EXPECT_EQ(agree(), std::chrono::milliseconds{0});
    EXPECT_LT(ghosts(), 100U);
    EXPECT_EQ(members.waiting(), 100U - ghosts());
    agree_wholly();
    EXPECT_EQ(ghosts(), 100U);
}

TEST_F(CrowdTest, NoMoreComeThanThePolicyAllows) {
    world.policy.portals.most_members = 40;
    come(100);
    agree_wholly();
    EXPECT_EQ(ghosts(), 40U);
    world.policy.portals.most_members = 50;
    agree_wholly();
    EXPECT_EQ(ghosts(), 50U);
}

TEST_F(CrowdTest, WhoSpokeBeyondThatStaysAsLongAsHeIsInTheMuc) {
    world.policy.portals.most_members = 40;
    come(100);
    agree_wholly();
    const auto* const last = roster.find("P199");
    const auto ghost = world.finish(members.ghost_of(*last));
    world.finish(members.expect_guest(ghost, *last));
    world.finish(world.ghosts.bring_in(ghost, orchard, world.bot));
    agree_wholly();
    world.now_ms += 60'000;
    agree_wholly();
    EXPECT_TRUE(world.homeserver.rooms[orchard].members.contains(ghost));
}

} // namespace
} // namespace bascule::bridge
