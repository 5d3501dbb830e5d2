// Rooms that are made for MUCs: which, for whom, and what is said where there can be none.
#include "bridge/commands/join.hpp"
#include "bridge/portals/portal_maker.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::jid;

mapping::RoomAlias alias_named(const std::string& text) {
    return mapping::RoomAlias::parse(text).value();
}

class PortalsTest : public testing::Test {
protected:
    PortalsTest() {
        world.xmpp.traits->has_archive = true;
        world.xmpp.traits->name = "The Garden";
        world.xmpp.traits->subject = "Roses";
        world.xmpp.on_joined = [this](const JoinRequest& request) {
            if (auto* const muc = rooms.find(garden)) {
                auto own = tests::occupant_presence(garden.with_resource(request.nick).value(), request.occupant);
                own.statuses = {110};
                muc->on_presence(own);
            }
        };
    }
    void TearDown() override { world.finish(rooms.stop("the end")); }

    void refuse_everybody(const char* condition) {
        world.xmpp.refuse_join = [condition](const JoinRequest&) { return StanzaError{"auth", condition, {}}; };
    }
    /// Only who knows it gets in.
    void set_password(const std::string& right) {
        world.xmpp.traits->has_password = true;
        world.xmpp.refuse_join = [right](const JoinRequest& request) -> std::optional<StanzaError> {
            return request.password == right ? std::nullopt : std::optional{StanzaError{"auth", "not-authorized", {}}};
        };
    }
    bool provide() { return world.finish(portals.provide(garden_alias)); }
    std::string join(std::string words, const mapping::UserId& asker) {
        CommandCall call{.asker = asker, .room = office, .where = office.str(), .key = "$join", .words = {}};
        const auto end = std::min(words.find(' '), words.size());
        call.words = {words.substr(0, end)};
        if (end < words.size()) {
            call.words.push_back(words.substr(end + 1));
        }
        return world.finish(command.run(std::move(call))).text;
    }
    std::string join(std::string words) { return join(std::move(words), world.romeo); }
    const std::vector<Portal>& rows() const { return world.registry.portals.rows; }
    const RoomRequest& request() const { return world.room_maker.requests.at(0); }
    bool is_invited(const mapping::UserId& user) {
        return !rows().empty() && world.homeserver.rooms[rows().front().room].invited.contains(user);
    }

    fakes::SmallWorld world;
    const mapping::Jid garden = jid("garden@muc.capulet.example");
    const mapping::RoomAlias garden_alias = alias_named("#_xmpp_garden=40muc.capulet.example:montague.example");
    const mapping::RoomId office = samples::room("!office:montague.example");
    const mapping::UserId benvolio = samples::user("@benvolio:montague.example");
    MucRooms rooms{world.muc_world([](const QueueName&) {})};
    PortalMaker portals{world.context.get_executor(), rooms, world.registry.portals};
    Command command = join_command(portals, rooms.world());
};

TEST_F(PortalsTest, AnAliasMakesARoomThatIsCalledAsTheMucAndSaysWhatItIs) {
    EXPECT_TRUE(provide());
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_EQ(rows().front().kind, PortalKind::portal);
    EXPECT_EQ(rows().front().address, garden);
    EXPECT_EQ(request().alias, garden_alias);
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

TEST_F(PortalsTest, WhoCannotBeInvitedIsToldTheAlias) {
    world.homeserver.refusals["invite"] = {403, "M_FORBIDDEN", "he is in the room"};
    EXPECT_EQ(join("garden@muc.capulet.example"),
              "garden@muc.capulet.example is #_xmpp_garden=40muc.capulet.example:montague.example.");
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
    EXPECT_EQ(join("garden@muc.capulet.example"), "garden@muc.capulet.example does not exist, or is no room.");
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

TEST_F(PortalsTest, ARoomWhoseMakingWasInterruptedIsFoundAgain) {
    world.room_maker.loses_answer = true;
    EXPECT_THROW(provide(), Outage);
    EXPECT_TRUE(rows().empty());
    EXPECT_TRUE(provide());
    EXPECT_EQ(rows().front().room, world.homeserver.aliases.at(garden_alias));
    EXPECT_EQ(world.homeserver.rooms.size(), 1U);
}

TEST_F(PortalsTest, AnAliasThatLeadsToARoomThatIsLostIsGivenToANewOne) {
    world.homeserver.aliases.emplace(garden_alias, samples::room("!lost:montague.example"));
    world.homeserver.refusals["rights"] = {403, "M_FORBIDDEN", "not in the room"};
    EXPECT_TRUE(provide());
    EXPECT_NE(rows().front().room.str(), "!lost:montague.example");
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

TEST_F(PortalsTest, AMucThatIsPlumbedIsShownOnlyWhereItsRoomIsPublic) {
    const auto hall = samples::room("!hall:montague.example");
    world.registry.portals.rows.push_back({PortalKind::plumbed, hall, garden, {}, 0});
    EXPECT_FALSE(provide());
    EXPECT_TRUE(world.homeserver.aliases.empty());
    EXPECT_NE(join("garden@muc.capulet.example").find("by invitation only"), std::string::npos);
    world.homeserver.rooms[hall].rights.join_rule = "public";
    EXPECT_NE(join("garden@muc.capulet.example").find("https://matrix.to/#/!hall:montague.example"), std::string::npos);
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
