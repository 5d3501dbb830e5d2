// What the courier makes of comings and goings in Matrix rooms.
#include "tests/bridge/matrix_courier_fixture.hpp"

#include <gtest/gtest.h>

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::room;

using MatrixMembersTest = MatrixCourierFixture;

TEST_F(MatrixMembersTest, ABotThatIsInvitedComes) {
    const auto hall = room("!hall:montague.example");
    world.homeserver.rooms[hall].invited = {world.bot};
    deliver("$1", hall, world.romeo, change_of(world.bot, Membership::invite, Membership::leave));
    EXPECT_TRUE(world.homeserver.rooms[hall].members.contains(world.bot));
}

TEST_F(MatrixMembersTest, NobodyComesWhoIsInvitedByOneWhoIsBlocked) {
    world.policy.permissions = world.allow({{"@romeo:montague.example", Permission::block}});
    const auto hall = room("!hall:montague.example");
    world.homeserver.rooms[hall].invited = {world.bot, juliet};
    auto invitation = change_of(juliet, Membership::invite, Membership::leave);
    invitation.is_direct = true;
    deliver("$1", hall, world.romeo, invitation);
    deliver("$2", hall, world.romeo, change_of(world.bot, Membership::invite, Membership::leave));
    EXPECT_TRUE(world.homeserver.rooms[hall].members.empty());
    EXPECT_TRUE(world.homeserver.rooms[hall].invited.empty());
    EXPECT_TRUE(world.registry.portals.rows.empty());
}

TEST_F(MatrixMembersTest, AGhostThatIsInvitedToAChatAcceptsIt) {
    world.homeserver.rooms[chat].members = {world.romeo};
    world.homeserver.rooms[chat].invited = {juliet};
    auto invitation = change_of(juliet, Membership::invite, Membership::leave);
    invitation.is_direct = true;
    deliver("$1", chat, world.romeo, invitation);
    EXPECT_TRUE(world.homeserver.rooms[chat].members.contains(juliet));
    ASSERT_EQ(world.registry.portals.rows.size(), 1U);
    EXPECT_EQ(world.registry.portals.rows.front().kind, PortalKind::direct);
    EXPECT_EQ(world.registry.portals.rows.front().user, world.romeo);
}

TEST_F(MatrixMembersTest, AGhostThatTheBotInvitesIsNoChat) {
    world.homeserver.rooms[orchard].invited = {juliet};
    deliver("$1", orchard, world.bot, change_of(juliet, Membership::invite, Membership::leave));
    EXPECT_FALSE(world.homeserver.rooms[orchard].members.contains(juliet));
    EXPECT_TRUE(world.registry.portals.rows.empty());
}

TEST_F(MatrixMembersTest, ARoomThatRemovesTheBotIsBridgedNoMore) {
    for (const auto departure : {Membership::leave, Membership::ban}) {
        plumb();
        world.xmpp.leaves.clear();
        deliver("$1", orchard, world.romeo, change_of(world.bot, departure));
        EXPECT_EQ(mucs.find(garden), nullptr);
        EXPECT_TRUE(world.registry.portals.rows.empty());
        EXPECT_EQ(world.xmpp.leaves.size(), 2U); // Romeo's puppet and the bot
    }
}

TEST_F(MatrixMembersTest, ADepartureOfAMemberEndsNoBridge) {
    plumb();
    deliver("$1", orchard, world.romeo, change_of(world.romeo, Membership::leave));
    world.let_run();
    EXPECT_NE(mucs.find(garden), nullptr);
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
    ASSERT_EQ(world.xmpp.leaves.size(), 1U);
    EXPECT_EQ(world.xmpp.leaves.front().occupant, world.puppet_of(world.romeo));
}

TEST_F(MatrixMembersTest, AChatThatEitherOfTheTwoLeavesIsOver) {
    for (const auto& subject : {world.romeo, juliet}) {
        open_chat();
        deliver("$1", chat, world.romeo, change_of(subject, Membership::leave));
        EXPECT_TRUE(world.registry.portals.rows.empty());
        EXPECT_FALSE(world.homeserver.rooms[chat].members.contains(juliet));
    }
}

TEST_F(MatrixMembersTest, AThirdPersonWhoLeavesAChatDoesNotEndIt) {
    open_chat();
    deliver("$1", chat, benvolio, change_of(benvolio, Membership::leave));
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
    EXPECT_TRUE(world.homeserver.rooms[chat].members.contains(juliet));
}

// A member event may tell a name that he has in this room alone, so it only says that there is one to ask for.
TEST_F(MatrixMembersTest, ANewNameIsKnownToTheXmppSide) {
    world.homeserver.users[world.romeo].display_name = "Romeo";
    EXPECT_EQ(world.finish(world.puppets.of(world.romeo)).name, "Romeo");
    world.homeserver.users[world.romeo].display_name = "Romeo M.";
    auto renamed = change_of(world.romeo, Membership::join);
    renamed.display_name = "Romeo M.";
    deliver("$1", orchard, world.romeo, renamed);
    EXPECT_EQ(world.finish(world.puppets.of(world.romeo)).name, "Romeo M.");
    world.homeserver.users[world.romeo].display_name = "Romeo Montague";
    deliver("$2", orchard, world.romeo, renamed);
    EXPECT_EQ(world.finish(world.puppets.of(world.romeo)).name, "Romeo M.") << "nothing new was told";
}

} // namespace
} // namespace bascule::bridge
