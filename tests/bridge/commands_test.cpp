// What the single commands answer and do; who may give which is commander_test.cpp's, and unbridge has its own.
#include "tests/bridge/commands_fixture.hpp"

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::jid;
using samples::room;

TEST_F(ChatCommand, OpensARoomWithThatPerson) {
    EXPECT_EQ(answer_to("!xmpp chat juliet@capulet.example"), "You are invited to a chat with juliet@capulet.example.");
    ASSERT_EQ(world.registry.portals.rows.size(), 1U);
    const auto& portal = world.registry.portals.rows.front();
    EXPECT_EQ(portal.user, world.romeo);
    EXPECT_EQ(portal.address, juliet);
    EXPECT_TRUE(world.homeserver.rooms.at(portal.room).invited.contains(world.romeo));
}

TEST_F(ChatCommand, MakesOneRoomHoweverOftenItRunsAndWhateverTheResource) {
    give("!xmpp chat juliet@capulet.example");
    give("!xmpp chat Juliet@capulet.example/balcony");
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
    EXPECT_EQ(world.homeserver.rooms.size(), 2U);
}

TEST_F(ChatCommand, SaysWhatIsWrongWithAnAddress) {
    EXPECT_TRUE(has(answer_to("!xmpp chat"), "goes like this: chat JID"));
    EXPECT_TRUE(has(answer_to("!xmpp chat juliet romeo"), "goes like this: chat JID"));
    EXPECT_TRUE(has(answer_to("!xmpp chat juliet@@capulet.example"), "is no XMPP address"));
    EXPECT_TRUE(has(answer_to("!xmpp chat capulet.example"), "is a server, not a person"));
    EXPECT_TRUE(has(answer_to("!xmpp chat benvolio%montague.example@matrix.montague.example"), "is a Matrix user"));
    EXPECT_TRUE(world.registry.portals.rows.empty());
}

TEST_F(ChatCommand, PassesTheHomeserversRefusalOn) {
    world.homeserver.refusals["create_direct_room"] = {403, "M_FORBIDDEN", "no rooms today"};
    EXPECT_EQ(answer_to("!xmpp chat juliet@capulet.example"), "The chat cannot be opened: no rooms today.");
}

TEST_F(ChatCommand, MeetsAnOutageWithoutAnAnswerSoThatItRunsAgain) {
    world.homeserver.lost_answers = {"create_direct_room"};
    EXPECT_THROW(give("!xmpp chat juliet@capulet.example"), Outage);
    EXPECT_TRUE(has(answer_to("!xmpp chat juliet@capulet.example"), "You are invited"));
    EXPECT_EQ(world.homeserver.rooms.size(), 2U);
}

TEST_F(ChatCommand, TakesAnXmppUri) {
    EXPECT_EQ(answer_to("!xmpp chat xmpp:juliet@capulet.example"),
              "You are invited to a chat with juliet@capulet.example.");
}

TEST_F(ChatCommand, RefusesAMucAndNamesTheCommandForIt) {
    EXPECT_EQ(answer_to("!xmpp chat street@muc.capulet.example"),
              "“street@muc.capulet.example” is a MUC, not a person. To go there: join street@muc.capulet.example");
    EXPECT_TRUE(world.registry.portals.rows.empty());
    world.xmpp.go_down();
    EXPECT_TRUE(has(answer_to("!xmpp chat street@muc.capulet.example "), "You are invited")) << "nobody could tell";
    plumb_elsewhere();
    EXPECT_TRUE(has(answer_to("!xmpp chat hall@muc.capulet.example"), "is a MUC, not a person"));
}

TEST_F(ChatCommand, RefusesWhoIsBlocked) {
    world.policy.permissions = world.allow({{"capulet.example", Permission::block}});
    EXPECT_EQ(answer_to("!xmpp chat juliet@capulet.example"),
              "The bridge's admin does not allow juliet@capulet.example.");
    EXPECT_TRUE(world.registry.portals.rows.empty());
}

TEST_F(LeaveCommand, EndsTheChatOfThisRoomByTheGhostsLeaving) {
    open_chat(orchard, world.romeo);
    EXPECT_TRUE(has(answer_to("!xmpp leave"), "!xmpp confirm"));
    EXPECT_FALSE(world.registry.portals.rows.empty());
    give("!xmpp confirm");
    EXPECT_TRUE(world.registry.portals.rows.empty());
    EXPECT_EQ(world.homeserver.rooms[orchard].members, std::set{world.romeo});
}

TEST_F(LeaveCommand, EndsTheChatWithSomebodyFromAnotherRoom) {
    open_chat(room("!chat:montague.example"), world.romeo);
    EXPECT_TRUE(has(confirmed("leave juliet@capulet.example"), "is over"));
    EXPECT_TRUE(world.registry.portals.rows.empty());
    EXPECT_EQ(answer_to("!xmpp leave  juliet@capulet.example"), "You have no chat with juliet@capulet.example.");
    EXPECT_EQ(world.registry.audit.rows.back().outcome, "refused");
}

TEST_F(LeaveCommand, EndsNobodyElsesChat) {
    open_chat(orchard, benvolio);
    world.homeserver.rooms[orchard].members.insert(world.romeo);
    EXPECT_TRUE(has(answer_to("!xmpp leave"), "who alone can end it"));
    EXPECT_TRUE(has(answer_to("!xmpp leave juliet@capulet.example"), "You have no chat"));
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
}

TEST_F(LeaveCommand, AsksForNoSecondWordWhereThereIsNoChatToLeave) {
    EXPECT_TRUE(has(answer_to("!xmpp leave"), "This is no direct chat. Say which one"));
    world.registry.portals.rows.push_back({PortalKind::portal, orchard, garden, {}, 0});
    EXPECT_TRUE(has(answer_to("!xmpp leave "), "leave the room, and you have left the MUC"));
}

TEST_F(StatusCommand, NamesTheRightsThatTheBotLacks) {
    plumb();
    EXPECT_TRUE(has(answer_to("!xmpp status"), "The bot has all the rights"));
    auto& rights = world.homeserver.rooms[orchard].rights;
    rights.ban = 60;
    rights.redact = 70;
    EXPECT_TRUE(has(answer_to("!xmpp status "),
                    "power level 50 here, too little to: ban people (60), take messages back (70)."));
}

TEST_F(StatusCommand, SaysThatARoomIsNotBridged) {
    EXPECT_EQ(answer_to("!xmpp status"),
              "This room is not bridged.\nThe XMPP server is connected.\nMessages on their way: 0.");
}

TEST_F(StatusCommand, CountsWhoIsOnEitherSide) {
    plumb();
    mucs.find(garden)->on_presence(tests::occupant_presence(garden.with_resource("Juliet").value(), bot));
    EXPECT_TRUE(has(answer_to("!xmpp status"),
                    "bridged to garden@muc.capulet.example: Matrix users there: 1; people of XMPP here: 1."));
}

TEST_F(StatusCommand, SaysWhyAMucIsNotEntered) {
    world.xmpp.refuse_join = [](const JoinRequest&) { return StanzaError{"auth", "registration-required", {}}; };
    plumb();
    EXPECT_TRUE(has(answer_to("!xmpp status"),
                    "bridged to garden@muc.capulet.example: not entered now, only members may enter: its owner "))
        << world.homeserver.texts(orchard).back();
}

TEST_F(StatusCommand, NeedsNoReasonWhereEntryIsStillToCome) {
    world.xmpp.go_down();
    plumb();
    world.xmpp.come_up();
    EXPECT_TRUE(has(answer_to("!xmpp status"), "bridged to garden@muc.capulet.example: not entered now.\n"))
        << world.homeserver.texts(orchard).back();
}

TEST_F(StatusCommand, SaysThatTheXmppServerIsAwayAndWhatWaitsForIt) {
    world.xmpp.go_down();
    const QueueName queue{Side::matrix, orchard.str()};
    world.journal.add(queue, "$1");
    world.journal.add(queue, "$2");
    world.journal.add(queue, "$command"); // under way itself
    EXPECT_TRUE(
        has(answer_to("!xmpp status"), "The XMPP server is away; messages wait for it.\nMessages on their way: 2."))
        << world.homeserver.texts(orchard).back();
}

TEST_F(StatusCommand, NamesThePeerOfAChat) {
    open_chat(orchard, world.romeo);
    EXPECT_TRUE(has(answer_to("!xmpp status"), "This is a direct chat with juliet@capulet.example."));
}

TEST_F(ListCommand, SaysThatThereIsNothing) {
    plumb_elsewhere();
    open_chat(room("!chat:montague.example"), benvolio);
    EXPECT_EQ(answer_to("!xmpp list"), "Nothing is bridged for you.");
}

TEST_F(ListCommand, ShowsThisRoomAndTheAskersChats) {
    plumb();
    plumb_elsewhere();
    open_chat(room("!chat:montague.example"), world.romeo);
    open_chat(room("!other:montague.example"), benvolio);
    EXPECT_EQ(answer_to("!xmpp list"),
              "Bridged:\n!orchard:montague.example – garden@muc.capulet.example – bridged room"
              "\n!chat:montague.example – juliet@capulet.example – direct chat of @romeo:montague.example");
}

TEST_F(ListCommand, ShowsAnAdminEverything) {
    world.policy.permissions = world.allow({{"@romeo:montague.example", Permission::admin}});
    plumb_elsewhere();
    open_chat(room("!other:montague.example"), benvolio);
    EXPECT_EQ(answer_to("!xmpp list"),
              "Bridged:\n!hall:montague.example – hall@muc.capulet.example – bridged room, not entered now"
              "\n!other:montague.example – juliet@capulet.example – direct chat of @benvolio:montague.example");
}

} // namespace
} // namespace bascule::bridge
