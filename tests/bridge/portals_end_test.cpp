// What becomes of a MUC's room: shared with a plumbed one, listed, closed.
#include "tests/bridge/portals_fixture.hpp"

#include <set>
#include <string>

namespace bascule::bridge {
namespace {

TEST_F(PortalsTest, AMucThatIsPlumbedIsShownOnlyWhereItsRoomIsPublic) {
    const auto hall = samples::room("!hall:montague.example");
    world.registry.portals.rows.push_back({PortalKind::plumbed, hall, garden, {}, 0});
    EXPECT_FALSE(provide());
    EXPECT_TRUE(world.homeserver.aliases.empty());
    EXPECT_NE(join("garden@muc.capulet.example").find("by invitation only"), std::string::npos);
    EXPECT_EQ(outcome, CommandAnswer::Outcome::refused);
    world.homeserver.rooms[hall].rights.join_rule = "public";
    EXPECT_NE(join("garden@muc.capulet.example").find("https://matrix.to/#/!hall:montague.example"), std::string::npos);
}

TEST_F(PortalsTest, WhoIsInTheRoomOfAPlumbedMucIsToldSo) {
    const auto hall = samples::room("!hall:montague.example");
    world.registry.portals.rows.push_back({PortalKind::plumbed, hall, garden, {}, 0});
    world.homeserver.rooms[hall].members = {world.bot, world.romeo};
    EXPECT_EQ(join("garden@muc.capulet.example"),
              "garden@muc.capulet.example is bridged to an existing room, and you are in it.");
    EXPECT_EQ(outcome, CommandAnswer::Outcome::done);
}

TEST_F(PortalsTest, TheAliasOfAMucThatIsPlumbedLeadsToItsPublicRoomAsLongAsItIs) {
    const auto hall = samples::room("!hall:montague.example");
    world.homeserver.rooms[hall].members = {world.bot};
    world.homeserver.rooms[hall].rights.join_rule = "public";
    const Portal plumbed{PortalKind::plumbed, hall, garden, {}, 0};
    world.registry.portals.rows.push_back(plumbed);
    rooms.add(plumbed, false);
    world.let_run();
    EXPECT_TRUE(provide());
    EXPECT_EQ(world.homeserver.aliases.at(garden_alias), hall);
    EXPECT_TRUE(world.room_maker.requests.empty());
    world.finish(rooms.remove(garden, "enough"));
    EXPECT_TRUE(world.homeserver.aliases.empty());
}

TEST_F(PortalsTest, ARoomIsClosedWhenItsMucIsNoLongerOpenToEverybody) {
    provide();
    const auto& rights = world.homeserver.rooms[rows().front().room].rights;
    EXPECT_EQ(rights.join_rule, "public");
    world.xmpp.traits->is_members_only = true;
    world.xmpp.refuse_join = [](const JoinRequest&) { return StanzaError{"auth", "registration-required", {}}; };
    rooms.on_disconnected();
    rooms.on_connected();
    world.let_run();
    EXPECT_EQ(rights.join_rule, "invite");
}

// XEP-0045 §10.2.1, status 104
TEST_F(PortalsTest, ARoomIsClosedAsSoonAsItsMucSaysThatItHasChanged) {
    provide();
    world.xmpp.traits->has_password = true;
    rooms.find(garden)->on_news({{garden, rooms.world().bot, {}}, {104}, {}, {}, {}, {}});
    world.let_run();
    EXPECT_EQ(world.homeserver.rooms[rows().front().room].rights.join_rule, "invite");
    EXPECT_TRUE(world.directory.rooms.empty());
}

TEST_F(PortalsTest, AnOpenRoomIsInTheListOfThisNetworkUntilItEnds) {
    EXPECT_TRUE(provide());
    EXPECT_EQ(world.directory.rooms, std::set{rows().front().room});
    world.finish(portals.close(rows().front(), "enough"));
    EXPECT_TRUE(world.directory.rooms.empty());
    world.policy.portals.is_open = false;
    join("garden@muc.capulet.example");
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_TRUE(world.directory.rooms.empty());
}

TEST_F(PortalsTest, AClosedPortalLeavesNothingBehind) {
    set_password("rose");
    join("garden@muc.capulet.example rose");
    world.finish(portals.close(rows().front(), "enough"));
    EXPECT_TRUE(rows().empty());
    EXPECT_TRUE(world.passwords.rows.empty());
    EXPECT_TRUE(world.homeserver.aliases.empty());
    EXPECT_TRUE(world.room_maker.notes.empty());
    EXPECT_TRUE(world.registry.seats.rows.empty());
    EXPECT_EQ(rooms.find(garden), nullptr);
}

} // namespace
} // namespace bascule::bridge
