// Rooms that are made for MUCs: which, for whom, and what is said where there can be none.
#include "bridge/ports/outage.hpp"
#include "tests/bridge/portals_fixture.hpp"

#include <set>
#include <string>

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::jid;

TEST_F(PortalsTest, AnAliasMakesARoomThatIsCalledAsTheMucAndSaysWhatItIs) {
    EXPECT_TRUE(provide());
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_EQ(rows().front().kind, PortalKind::portal);
    EXPECT_EQ(rows().front().address, garden);
    EXPECT_EQ(world.homeserver.aliases.at(garden_alias), rows().front().room);
    EXPECT_EQ(request().name, "The Garden");
    EXPECT_EQ(request().topic, "Roses");
    EXPECT_EQ(request().access, RoomAccess::open);
    EXPECT_EQ(request().listing, RoomListing::unlisted);
    EXPECT_EQ(request().note.muc, garden);
    EXPECT_TRUE(rooms.find(garden)->status().is_in);
}

TEST_F(PortalsTest, AMucWithoutNameLendsItsAddress) {
    world.xmpp.traits->name.clear();
    world.xmpp.traits->subject.clear();
    world.xmpp.traits->description = "Where roses grow";
    EXPECT_TRUE(provide());
    EXPECT_EQ(request().name, "garden");
    EXPECT_EQ(request().topic, "Where roses grow");
}

TEST_F(PortalsTest, ARoomIsMadeOnceHoweverManyAskForIt) {
    EXPECT_TRUE(provide());
    EXPECT_TRUE(provide());
    join("garden@muc.capulet.example");
    EXPECT_EQ(rows().size(), 1U);
    EXPECT_EQ(world.room_maker.requests.size(), 1U);
}

TEST_F(PortalsTest, ThePolicySaysWhetherARoomIsListedOrClosed) {
    world.policy.portals.is_published = true;
    EXPECT_TRUE(provide());
    EXPECT_EQ(request().listing, RoomListing::listed);
}

TEST_F(PortalsTest, WhereRoomsArePrivateAnAliasLeadsNowhereAndTheBotInvites) {
    world.policy.portals.is_open = false;
    EXPECT_FALSE(provide());
    EXPECT_TRUE(rows().empty());
    EXPECT_EQ(world.xmpp.leaves.size(), 1U) << "the bot does not stay";
    join("garden@muc.capulet.example");
    EXPECT_EQ(request().access, RoomAccess::by_invitation);
    EXPECT_TRUE(is_invited(world.romeo));
}

TEST_F(PortalsTest, TheCommandInvitesAndNamesTheAlias) {
    EXPECT_EQ(join("xmpp:garden@muc.capulet.example?join"),
              "You are invited to the room of garden@muc.capulet.example: "
              "#_xmpp_garden=40muc.capulet.example:montague.example");
    EXPECT_TRUE(is_invited(world.romeo));
    EXPECT_EQ(rows().front().user, world.romeo) << "who may end it";
}

TEST_F(PortalsTest, WhoCannotBeInvitedIsToldWhy) {
    provide();
    world.homeserver.refusals["invite"] = {403, "M_FORBIDDEN", "he is in the room"};
    world.homeserver.rooms[rows().front().room].members.insert(world.romeo);
    EXPECT_EQ(join("garden@muc.capulet.example"),
              "You are in the room of garden@muc.capulet.example: "
              "#_xmpp_garden=40muc.capulet.example:montague.example");
    world.homeserver.refusals["invite"] = {403, "M_FORBIDDEN", "he is banned from the room"};
    EXPECT_EQ(join("garden@muc.capulet.example", benvolio),
              "You cannot be invited to the room of garden@muc.capulet.example, "
              "#_xmpp_garden=40muc.capulet.example:montague.example: he is banned from the room");
}

// XEP-0045 §7.2.5 to §7.2.9
TEST_F(PortalsTest, AMucThatDoesNotLetTheBotInIsRefusedWithItsReason) {
    const std::map<std::string, std::string> words{
        {"registration-required",
         "garden@muc.capulet.example is for members only: its owner has to make matrix.montague.example a member "
         "first."},
        {"forbidden", "garden@muc.capulet.example has banned the bridge."},
        {"service-unavailable", "garden@muc.capulet.example is full."},
        {"resource-constraint", "garden@muc.capulet.example is full."},
        {"item-not-found", "garden@muc.capulet.example does not exist."},
        {"not-allowed", "garden@muc.capulet.example does not exist, and the bridge does not make new rooms there."},
    };
    for (const auto& [condition, answer] : words) {
        refuse_everybody(condition.c_str());
        EXPECT_EQ(join("garden@muc.capulet.example"), answer);
        EXPECT_FALSE(provide());
    }
    EXPECT_TRUE(rows().empty());
    EXPECT_TRUE(world.room_maker.requests.empty());
}

TEST_F(PortalsTest, WhatIsNoMucIsRefused) {
    world.xmpp.traits.reset();
    EXPECT_FALSE(provide());
    EXPECT_EQ(join("garden@muc.capulet.example"),
              "garden@muc.capulet.example does not exist, cannot be reached, or is no room.");
    EXPECT_EQ(join("muc.capulet.example").rfind("“muc.capulet.example” is no address of a MUC", 0), 0U);
    EXPECT_EQ(join("garden@@muc").rfind("“garden@@muc” is no XMPP address", 0), 0U);
    EXPECT_EQ(join("").rfind("“” is no XMPP address", 0), 0U);
    EXPECT_TRUE(world.xmpp.joins.empty());
}

TEST_F(PortalsTest, ARoomOfTheBridgeItselfIsRefusedSinceItWouldMakeALoop) {
    EXPECT_EQ(
        join("#verona%montague.example@matrix.montague.example"),
        "“#verona%montague.example@matrix.montague.example” is a Matrix room, seen from XMPP: join it in Matrix.");
    EXPECT_TRUE(world.xmpp.joins.empty());
}

TEST_F(PortalsTest, WhatTheAdminBlocksIsRefused) {
    world.policy.permissions = world.allow({{"*", Permission::use}, {"muc.capulet.example", Permission::block}});
    EXPECT_FALSE(provide());
    EXPECT_EQ(join("garden@muc.capulet.example"), "The bridge's admin does not allow garden@muc.capulet.example.");
}

TEST_F(PortalsTest, APasswordIsAskedForAndRemembered) {
    set_password("rose");
    EXPECT_FALSE(provide());
    EXPECT_EQ(join("garden@muc.capulet.example"), "garden@muc.capulet.example has a password.");
    EXPECT_EQ(join("garden@muc.capulet.example thorn"),
              "garden@muc.capulet.example has a password, and this is not it.");
    EXPECT_TRUE(rows().empty());
    EXPECT_TRUE(join("garden@muc.capulet.example rose").starts_with("You are invited"));
    EXPECT_EQ(request().access, RoomAccess::by_invitation);
    EXPECT_EQ(world.passwords.rows.at(garden), "rose");
}

TEST_F(PortalsTest, OnlyWhoKnowsThePasswordIsInvitedLater) {
    set_password("rose");
    join("garden@muc.capulet.example rose");
    EXPECT_EQ(join("garden@muc.capulet.example", benvolio), "garden@muc.capulet.example has a password.");
    EXPECT_EQ(join("garden@muc.capulet.example thorn", benvolio),
              "garden@muc.capulet.example has a password, and this is not it.");
    EXPECT_FALSE(is_invited(benvolio));
    EXPECT_TRUE(join("garden@muc.capulet.example rose", benvolio).starts_with("You are invited"));
    EXPECT_TRUE(is_invited(benvolio));
}

TEST_F(PortalsTest, ANewPasswordMendsARoomThatIsLockedOut) {
    set_password("rose");
    join("garden@muc.capulet.example rose");
    set_password("thorn");
    world.xmpp.go_down();
    rooms.on_disconnected();
    world.xmpp.come_up();
    rooms.on_connected();
    world.let_run();
    EXPECT_FALSE(rooms.find(garden)->status().is_in);
    EXPECT_TRUE(join("garden@muc.capulet.example thorn").starts_with("You are invited"));
    world.let_run();
    EXPECT_TRUE(rooms.find(garden)->status().is_in);
    EXPECT_EQ(world.passwords.rows.at(garden), "thorn");
}

TEST_F(PortalsTest, InARoomForMembersTheMucDecidesWhoIsInvited) {
    world.xmpp.traits->is_members_only = true;
    world.xmpp.refuse_join = [&](const JoinRequest& request) -> std::optional<StanzaError> {
        const auto is_member = request.occupant == jid("matrix.montague.example/bascule");
        return is_member ? std::nullopt : std::optional{StanzaError{"auth", "registration-required", {}}};
    };
    EXPECT_FALSE(provide());
    EXPECT_EQ(join("garden@muc.capulet.example"), "garden@muc.capulet.example is for members only, and you are none.");
    EXPECT_TRUE(rows().empty()) << "nobody needs the room";
    EXPECT_TRUE(world.homeserver.aliases.empty());
}

// XEP-0045 §7.2.7
TEST_F(PortalsTest, WhomAnOpenMucHasBannedIsNotInvitedAndToldSo) {
    provide();
    const auto puppet = world.puppet_of(benvolio);
    world.xmpp.refuse_join = [&](const JoinRequest& request) -> std::optional<StanzaError> {
        return request.occupant == puppet ? std::optional{StanzaError{"auth", "forbidden", {}}} : std::nullopt;
    };
    EXPECT_EQ(join("garden@muc.capulet.example", benvolio), "garden@muc.capulet.example has banned you.");
    EXPECT_FALSE(is_invited(benvolio));
    EXPECT_TRUE(join("garden@muc.capulet.example", world.romeo).starts_with("You are invited"));
}

// A homeserver never asks again for an alias that leads somewhere.
TEST_F(PortalsTest, TheAliasNeverLeadsToARoomThatIsNotRemembered) {
    world.room_maker.loses_answer = true;
    EXPECT_THROW(provide(), Outage);
    EXPECT_TRUE(rows().empty());
    EXPECT_TRUE(world.homeserver.aliases.empty());
    EXPECT_TRUE(provide());
    EXPECT_EQ(rows().front().room, world.homeserver.aliases.at(garden_alias));
}

TEST_F(PortalsTest, ARoomThatIsRememberedWithoutItsAliasGetsItWhenSomebodyAsks) {
    world.room_maker.is_slow_to_name = true;
    EXPECT_THROW(provide(), Outage);
    const auto room = rows().front().room;
    EXPECT_TRUE(world.homeserver.aliases.empty());
    EXPECT_TRUE(provide());
    EXPECT_EQ(rows().front().room, room);
    EXPECT_EQ(world.homeserver.aliases.at(garden_alias), room);
}

TEST_F(PortalsTest, AnAliasThatLeadsToARoomThatIsLostIsGivenToANewOne) {
    world.homeserver.aliases.emplace(garden_alias, samples::room("!lost:montague.example"));
    EXPECT_TRUE(provide());
    EXPECT_NE(rows().front().room.str(), "!lost:montague.example");
    EXPECT_EQ(world.homeserver.aliases.at(garden_alias), rows().front().room);
}

TEST_F(PortalsTest, TheBotLeavesTheMucWhereTheHomeserverMakesNoRoom) {
    world.room_maker.refusal = Refusal{403, "M_FORBIDDEN", "no rooms today"};
    EXPECT_EQ(join("garden@muc.capulet.example"),
              "The homeserver makes no room for garden@muc.capulet.example: no rooms today.");
    EXPECT_EQ(world.xmpp.leaves.size(), 1U);
}

TEST_F(PortalsTest, AServerThatIsAwayIsSaid) {
    world.xmpp.go_down();
    EXPECT_EQ(join("garden@muc.capulet.example"), "The XMPP server is away; try again in a while.");
}

} // namespace
} // namespace bascule::bridge
