// How commands are answered and recorded: tables, confirmations, privacy, the audit log; and the commands that tell who
// is who.
#include "tests/bridge/commands_fixture.hpp"

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::room;
using Confirmation = CommandsTest;
using PrivateAnswer = CommandsTest;
using TableAnswer = CommandsTest;

TEST_F(TableAnswer, IsHtmlBesideItsPlainText) {
    give("!xmpp help");
    EXPECT_TRUE(has(world.homeserver.texts(orchard).back(), "\n!xmpp chat JID – chat with somebody directly"));
    EXPECT_TRUE(has(world.notices.html.back(), "<tr><td>!xmpp chat JID</td><td>chat with somebody directly</td></tr>"));
    give("!xmpp version");
    EXPECT_EQ(world.homeserver.texts(orchard).back(), "Bascule 0.1.0");
    EXPECT_EQ(world.notices.html.back(), "");
}

TEST_F(TableAnswer, OfHelpShowsWhatFitsTheRoom) {
    EXPECT_FALSE(has(answer_to("!xmpp help"), "!xmpp unbridge"));
    plumb();
    EXPECT_TRUE(has(answer_to("!xmpp help "), "!xmpp unbridge"));
    EXPECT_FALSE(has(answer_to("!xmpp help  "), "!xmpp audit"));
    EXPECT_TRUE(
        has(answer_to("!xmpp help chat"), "!xmpp chat JID\nchat with somebody directly\nJID – the XMPP address"));
}

TEST_F(Confirmation, IsNeededInTime) {
    plumb();
    give("!xmpp unbridge");
    world.now_ms += 120'001;
    EXPECT_TRUE(has(answer_to("!xmpp confirm"), "nothing to confirm"));
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
}

TEST_F(Confirmation, HoldsForItsAskerAndHisRoomAlone) {
    plumb();
    give("!xmpp unbridge");
    world.finish(commander.run(world.said("$other", orchard, benvolio, "!xmpp confirm")));
    EXPECT_TRUE(has(world.homeserver.texts(orchard).back(), "nothing to confirm"));
    const auto hall = room("!hall:montague.example");
    world.homeserver.rooms[hall].members = {world.bot, world.romeo};
    world.finish(commander.run(world.said("$elsewhere", hall, world.romeo, "!xmpp confirm")));
    EXPECT_TRUE(has(world.homeserver.texts(hall).back(), "nothing to confirm"));
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
}

TEST_F(Confirmation, IsGivenOnce) {
    plumb();
    unbridge();
    world.finish(commander.run(world.said("$again", orchard, world.romeo, "!xmpp confirm")));
    EXPECT_TRUE(has(world.homeserver.texts(orchard).back(), "nothing to confirm"));
}

TEST_F(Confirmation, OfWhatMetAnOutageIsTakenUpAgainHoweverLate) {
    plumb();
    give("!xmpp unbridge");
    world.registry.go_away();
    EXPECT_THROW(give("!xmpp confirm"), Outage);
    world.now_ms += 600'000;
    world.registry.come_back();
    EXPECT_TRUE(has(answer_to("!xmpp confirm"), "no longer bridged"));
}

TEST_F(PrivateAnswer, GoesToARoomOfTheAskerAndTheBotWhereOthersListen) {
    world.homeserver.rooms[orchard].members.insert(benvolio);
    open_chat(room("!chat:montague.example"), world.romeo);
    EXPECT_TRUE(has(answer_to("!xmpp list"), "for you alone"));
    const auto found = world.finish(world.homeserver.find_room(world.bot, "private @romeo:montague.example"));
    ASSERT_TRUE(found);
    EXPECT_TRUE(world.homeserver.rooms[*found].invited.contains(world.romeo));
    EXPECT_TRUE(has(world.homeserver.texts(*found).back(), "juliet@capulet.example"));
    give("!xmpp list ");
    EXPECT_EQ(world.homeserver.texts(*found).size(), 2U);
}

TEST_F(AuditCommand, ShowsAdminsWhatOthersHadChanged) {
    give("!xmpp chat juliet@capulet.example");
    give("!xmpp chat capulet.example");
    give("!xmpp version");
    EXPECT_TRUE(has(answer_to("!xmpp audit"), "needs the permission “admin”"));
    world.policy.permissions = world.allow({{"*", Permission::admin}});
    EXPECT_EQ(
        answer_to("!xmpp audit 5"),
        "The last changes:"
        "\n1970-01-01T00:16:40Z – @romeo:montague.example – !orchard:montague.example – chat capulet.example – refused"
        "\n1970-01-01T00:16:40Z – @romeo:montague.example – !orchard:montague.example – chat juliet@capulet.example – "
        "done");
    EXPECT_TRUE(has(answer_to("!xmpp audit 1"), "capulet.example – refused"));
    for (const auto* number : {"0", "-1", "many", "99999999999"}) {
        EXPECT_TRUE(has(answer_to("!xmpp audit " + std::string{number}), "is no number")) << number;
    }
}

TEST_F(AuditCommand, RecordsACommandOnceHoweverOftenItRuns) {
    world.homeserver.lost_answers = {"send"};
    EXPECT_THROW(give("!xmpp chat juliet@capulet.example"), Outage);
    give("!xmpp chat juliet@capulet.example");
    EXPECT_EQ(world.registry.audit.rows.size(), 1U);
}

TEST_F(AuditCommand, KeepsNoPassword) {
    commands.add({.name = "enter",
                  .summary = "enter",
                  .parameters = {{.name = "MUC", .about = "a room"},
                                 {.name = "PASSWORD", .about = "its", .kind = CommandParameter::Kind::secret}},
                  .effect = Effect::changes,
                  .run = [](const CommandCall&) -> Task<CommandAnswer> { co_return done("Entered."); }});
    give("!xmpp enter garden@muc.capulet.example wherefore");
    EXPECT_EQ(world.registry.audit.rows.at(0).command, "enter garden@muc.capulet.example ***");
}

TEST_F(AuditCommand, RecordsAlsoWhatFailed) {
    commands.add({.name = "stumble",
                  .summary = "stumble",
                  .effect = Effect::changes,
                  .run = [](const CommandCall& call) -> Task<CommandAnswer> {
                      throw std::logic_error{"bug at " + call.where};
                      co_return done({});
                  }});
    EXPECT_TRUE(has(answer_to("!xmpp stumble"), "has failed"));
    EXPECT_EQ(world.registry.audit.rows.at(0).outcome, "failed");
}

TEST_F(MembersCommand, ShowsBothSidesWithTheirNames) {
    EXPECT_EQ(answer_to("!xmpp members"), "This room is not bridged.");
    plumb();
    mucs.find(garden)->on_presence(tests::occupant_presence(garden.with_resource("Juliet").value(), bot));
    world.let_run();
    const auto ghost = world.finish(world.book.ghost_of_occupant(garden, "Juliet"));
    const auto text = answer_to("!xmpp members ");
    EXPECT_TRUE(has(text, "Romeo – Matrix – @romeo:montague.example")) << text;
    EXPECT_TRUE(has(text, "Juliet – XMPP – " + ghost.str())) << text;
    EXPECT_FALSE(has(text, "bridge –")) << text;
}

TEST_F(NickCommand, TellsWhatOneIsCalledInTheMuc) {
    plumb();
    EXPECT_TRUE(has(answer_to("!xmpp nick"), "In garden@muc.capulet.example you are called “Romeo”."));
    world.finish(commander.run(world.said("$other", orchard, benvolio, "!xmpp nick")));
    EXPECT_TRUE(has(world.homeserver.texts(orchard).back(), "You are not in garden@muc.capulet.example."));
}

// XEP-0045 §7.8.2
TEST_F(InviteCommand, InvitesThePersonThroughTheMucInTheAskersName) {
    plumb();
    EXPECT_TRUE(has(answer_to("!xmpp invite juliet@capulet.example"), "juliet@capulet.example is invited to garden@"));
    ASSERT_EQ(world.muc.invites.size(), 1U);
    EXPECT_EQ(world.muc.invites.front().as, world.puppet_of(world.romeo));
    EXPECT_EQ(world.muc.invites.front().to, juliet);
    EXPECT_EQ(world.muc.invites.front().room, garden);
    world.policy.permissions = world.allow({{"capulet.example", Permission::block}});
    EXPECT_TRUE(has(answer_to("!xmpp invite juliet@capulet.example "), "does not allow"));
    EXPECT_TRUE(has(answer_to("!xmpp invite capulet.example"), "no address"));
}

TEST_F(WhoisCommand, KnowsIdsOfEitherSide) {
    EXPECT_EQ(answer_to("!xmpp whois juliet@capulet.example"),
              "juliet@capulet.example is on the other side @_xmpp_juliet=40capulet.example:montague.example, the "
              "address of the person.");
    EXPECT_TRUE(
        has(answer_to("!xmpp whois @romeo:montague.example"), "romeo%montague.example@matrix.montague.example"));
    EXPECT_TRUE(
        has(answer_to("!xmpp whois @_xmpp_juliet=40capulet.example:montague.example"), " juliet@capulet.example,"));
    EXPECT_TRUE(has(answer_to("!xmpp whois xmpp:garden@muc.capulet.example?join"),
                    "#_xmpp_garden=40muc.capulet.example:montague.example"));
    EXPECT_TRUE(has(answer_to("!xmpp whois Juliet"), "Nobody is called"));
    EXPECT_TRUE(
        has(answer_to("!xmpp whois !tomb:montague.example"), "@matrix.montague.example, the address of the room"));
    EXPECT_TRUE(has(answer_to("!xmpp whois $event"), "Nobody is called"));
}

TEST_F(WhoisCommand, KnowsTheNicksOfABridgedRoom) {
    plumb();
    mucs.find(garden)->on_presence(tests::occupant_presence(garden.with_resource("Juliet C.").value(), bot));
    world.let_run();
    const auto ghost = world.finish(world.book.ghost_of_occupant(garden, "Juliet C."));
    EXPECT_TRUE(has(answer_to("!xmpp whois Juliet C."), ghost.str())) << world.homeserver.texts(orchard).back();
    EXPECT_TRUE(has(answer_to("!xmpp whois Romeo"), "romeo%montague.example@matrix.montague.example"));
}

// Where the bot is a moderator it knows who an occupant is, and the others do not.
TEST_F(WhoisCommand, DoesNotTellAnOutsiderWhoAnOccupantIs) {
    EXPECT_TRUE(has(answer_to("!xmpp whois garden@muc.capulet.example/Juliet"), "only in the room"));
    EXPECT_TRUE(has(answer_to("!xmpp whois xmpp:garden@muc.capulet.example%2FJuliet"), "only in the room"));
}

} // namespace
} // namespace bascule::bridge
