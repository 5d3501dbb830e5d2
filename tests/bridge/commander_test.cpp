#include "bridge/commands/commander.hpp"

#include "bridge/commands/plumb.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::jid;
using samples::room;
using testing::Test;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class CommanderTest : public Test {
protected:
    CommanderTest() {
        auto& orchard_room = world.homeserver.rooms[orchard];
        orchard_room.members = {world.bot, world.romeo};
        orchard_room.rights.users = {{world.romeo, 100}, {world.bot, 50}};
        world.policy.permissions =
            world.allow({{"*", Permission::plumb}, {"@friar:montague.example", Permission::admin}});
        commands.add(bridge_command(mucs, world.registry.portals, [this](auto room, auto muc) {
            return tell_bridged(std::move(room), std::move(muc));
        }));
        commands.add(unbridge_command(mucs, world.registry.portals, maker));
        commands.add({.name = "greet",
                      .summary = "say hello",
                      .parameters = {{.name = "NAME", .about = "to whom", .kind = CommandParameter::Kind::text}},
                      .run = [](CommandCall call) -> Task<CommandAnswer> { co_return done("Hello " + call.word(0)); }});
    }
    void TearDown() override { world.finish(mucs.stop("the end")); }

    Task<void> tell_bridged(mapping::RoomId room, mapping::Jid muc) {
        bridged.emplace_back(std::move(room), std::move(muc));
        co_return;
    }
    std::string answer_to(const std::string& text) {
        world.finish(commander.run(world.said("$command", orchard, world.romeo, text)));
        return world.homeserver.texts(orchard).back();
    }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = room("!orchard:montague.example");
    std::vector<std::pair<mapping::RoomId, mapping::Jid>> bridged; // that were told of
    DirectRooms direct_rooms{world.context.get_executor(),
                             {world.homeserver, world.registry.portals, world.event_codec, world.book, world.now},
                             world.ghosts};
    MucRooms mucs{world.muc_world([](const QueueName&) {})};
    PortalMaker maker{world.context.get_executor(), mucs, world.registry.portals};
    CommandTable commands{world.policy, world.registry.audit, world.now};
    Commander commander{{world.homeserver, world.notices, world.registry.portals}, commands, direct_rooms, world.bot};
};

TEST_F(CommanderTest, OnlyTextThatBeginsWithTheWordIsACommand) {
    const auto is_command = [](mapping::MessageKind kind, const char* text) {
        return Commander::is_command(mapping::Message{kind, text});
    };
    EXPECT_TRUE(is_command(mapping::MessageKind::text, "!xmpp"));
    EXPECT_TRUE(is_command(mapping::MessageKind::text, "!xmpp help"));
    EXPECT_TRUE(is_command(mapping::MessageKind::text, "!Xmpp help"));
    EXPECT_FALSE(is_command(mapping::MessageKind::text, "!xmppp help"));
    EXPECT_FALSE(is_command(mapping::MessageKind::text, "say !xmpp"));
    EXPECT_FALSE(is_command(mapping::MessageKind::notice, "!xmpp help"));
}

TEST_F(CommanderTest, ACorrectedCommandIsNotCarriedOutAgain) {
    auto event = fakes::SmallWorld::said("$edit", orchard, world.romeo, "!xmpp greet Juliet");
    std::get<mapping::Message>(event.content).replaces = "$command";
    world.finish(commander.run(event));
    EXPECT_TRUE(world.homeserver.rooms[orchard].events.empty());
}

TEST_F(CommanderTest, TheBotAnswersWithANotice) {
    EXPECT_EQ(answer_to("!xmpp  greet   Romeo"), "Hello Romeo");
    const auto& event = world.homeserver.rooms[orchard].events.at(0);
    EXPECT_EQ(event.sender, world.bot);
    EXPECT_EQ(event.message.kind, mapping::MessageKind::notice);
    EXPECT_EQ(event.token.key, "notice $command");
}

TEST_F(CommanderTest, TheCaseOfTheWordsOfACommandDoesNotMatter) {
    EXPECT_EQ(answer_to("!XMPP GREET Romeo"), "Hello Romeo");
    EXPECT_TRUE(has(answer_to("!xmpp Help Greet"), "say hello\n"));
}

TEST_F(CommanderTest, InADirectRoomTheGhostAnswers) {
    const auto juliet = world.ghost_of("juliet@capulet.example");
    world.registry.portals.rows.push_back({PortalKind::direct, orchard, jid("juliet@capulet.example"), world.romeo, 0});
    world.homeserver.rooms[orchard].members.insert(juliet);
    answer_to("!xmpp help");
    EXPECT_EQ(world.homeserver.rooms[orchard].events.at(0).sender, juliet);
}

TEST_F(CommanderTest, WhoMayNotIsToldBothLevelsAndWhomToAsk) {
    world.policy.permissions = world.allow({{"@friar:montague.example", Permission::admin}});
    const auto text = answer_to("!xmpp bridge garden@muc.capulet.example");
    EXPECT_TRUE(has(text, "needs the permission “plumb”")) << text;
    EXPECT_TRUE(has(text, "yours is “use”")) << text;
    EXPECT_TRUE(has(text, "@friar:montague.example")) << text;
    EXPECT_TRUE(world.xmpp.joins.empty());
}

TEST_F(CommanderTest, WhoIsBlockedGetsNothing) {
    world.policy.permissions = world.allow({{"*", Permission::block}});
    EXPECT_FALSE(has(answer_to("!xmpp greet Romeo"), "Hello"));
    EXPECT_FALSE(has(answer_to("!xmpp help"), "greet"));
}

TEST_F(CommanderTest, HelpShowsOnlyWhatTheAskerMayDo) {
    EXPECT_TRUE(has(answer_to("!xmpp"), "!xmpp bridge MUC"));
    world.policy.permissions = world.allow({});
    const auto text = answer_to("!xmpp help");
    EXPECT_TRUE(has(text, "!xmpp greet NAME")) << text;
    EXPECT_FALSE(has(text, "!xmpp bridge")) << text;
}

TEST_F(CommanderTest, AnUnknownCommandIsNamedAndHelpFollows) {
    const auto text = answer_to("!xmpp sing");
    EXPECT_TRUE(has(text, "“sing”")) << text;
    EXPECT_TRUE(has(text, "!xmpp greet")) << text;
}

TEST_F(CommanderTest, EverythingThatABridgeLacksIsListedInOneAnswer) {
    auto& rights = world.homeserver.rooms[orchard].rights;
    rights.users = {{world.romeo, 10}};
    rights.invite = 40;
    rights.events_default = 5;
    rights.is_encrypted = true;
    world.xmpp.refuse_join = [](const JoinRequest&) { return StanzaError{"auth", "forbidden", {}}; };
    const auto text = answer_to("!xmpp bridge garden@muc.capulet.example");
    EXPECT_TRUE(has(text, "you need power level 50")) << text;
    EXPECT_TRUE(has(text, "@bridge:montague.example needs power level 40")) << text;
    EXPECT_TRUE(has(text, "newcomers need power level 5")) << text;
    EXPECT_TRUE(has(text, "encrypted")) << text;
    EXPECT_TRUE(has(text, "has banned the bridge")) << text;
    EXPECT_TRUE(world.registry.portals.rows.empty());
}

TEST_F(CommanderTest, ABridgeThatIsThereAlreadyIsToldOfAgain) {
    answer_to("!xmpp bridge garden@muc.capulet.example");
    EXPECT_TRUE(has(answer_to("!xmpp bridge garden@muc.capulet.example"), "This room is bridged to"));
    EXPECT_EQ(bridged.size(), 2U);
    EXPECT_TRUE(has(answer_to("!xmpp bridge orchard@muc.capulet.example"), "already"));
    EXPECT_EQ(bridged.size(), 2U);
}

TEST_F(CommanderTest, ANickInUseIsNoHindranceToABridge) {
    world.xmpp.refuse_join = [](const JoinRequest& request) {
        return request.nick == "bridge" ? std::optional{StanzaError{"cancel", "conflict", {}}} : std::nullopt;
    };
    EXPECT_TRUE(has(answer_to("!xmpp bridge garden@muc.capulet.example"), "is now bridged"));
    ASSERT_EQ(bridged.size(), 1U);
    EXPECT_EQ(bridged.front().first, orchard);
    EXPECT_EQ(bridged.front().second.str(), "garden@muc.capulet.example");
}

TEST_F(CommanderTest, ABridgeIsMadeOnceHoweverOftenTheCommandRuns) {
    EXPECT_TRUE(has(answer_to("!xmpp bridge garden@muc.capulet.example"), "is now bridged"));
    EXPECT_EQ(answer_to("!xmpp bridge garden@muc.capulet.example"),
              "This room is bridged to garden@muc.capulet.example.");
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
    EXPECT_TRUE(has(answer_to("!xmpp bridge hall@muc.capulet.example"), "First: !xmpp unbridge"));
}

TEST_F(CommanderTest, ATakenMucCannotBeBridgedTwice) {
    world.registry.portals.rows.push_back(
        {PortalKind::plumbed, room("!hall:montague.example"), jid("garden@muc.capulet.example"), {}, 0});
    EXPECT_TRUE(has(answer_to("!xmpp bridge garden@muc.capulet.example"), "another Matrix room"));
}

TEST_F(CommanderTest, WhatIsNoMucAddressIsNotTried) {
    for (const auto* words : {"", " muc.capulet.example", " garden@muc.capulet.example/Juliet"}) {
        answer_to("!xmpp bridge" + std::string{words});
    }
    EXPECT_TRUE(world.xmpp.joins.empty());
}

TEST_F(CommanderTest, UnbridgingNeedsTheRoomsOwnPower) {
    answer_to("!xmpp bridge garden@muc.capulet.example");
    world.homeserver.rooms[orchard].rights.users[world.romeo] = 0;
    answer_to("!xmpp unbridge");
    EXPECT_TRUE(has(answer_to("!xmpp confirm"), "power level 50"));
    world.homeserver.rooms[orchard].rights.users[world.romeo] = 100;
    answer_to("!xmpp unbridge");
    EXPECT_TRUE(has(answer_to("!xmpp confirm"), "no longer bridged"));
    EXPECT_TRUE(world.registry.portals.rows.empty());
    EXPECT_TRUE(mucs.all().empty());
}

} // namespace
} // namespace bascule::bridge
