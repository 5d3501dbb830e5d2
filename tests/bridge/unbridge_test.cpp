#include "tests/bridge/commands_fixture.hpp"

namespace bascule::bridge {
namespace {

using samples::jid;

TEST_F(UnbridgeCommand, SaysThatThereIsNothingToEnd) {
    EXPECT_EQ(answer_to("!xmpp unbridge"), "This room is not bridged.");
    open_chat(orchard, world.romeo);
    EXPECT_TRUE(has(answer_to("!xmpp unbridge"), "is not for here"));
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
}

TEST_F(UnbridgeCommand, TakesEverybodyOfOursOutOfBothRooms) {
    plumb();
    mucs.find(garden)->on_presence(tests::occupant_presence(garden.with_resource("Juliet").value(), bot));
    world.let_run();
    const auto ghost = world.finish(world.book.ghost_of_occupant(garden, "Juliet"));
    ASSERT_TRUE(world.homeserver.rooms[orchard].members.contains(ghost));
    EXPECT_TRUE(has(answer_to("!xmpp unbridge"), "!xmpp confirm"));
    EXPECT_FALSE(world.registry.portals.rows.empty());
    EXPECT_EQ(answer_to("!xmpp confirm"), "This room is no longer bridged to garden@muc.capulet.example.");
    EXPECT_EQ(left(), (std::set{bot, world.puppet_of(world.romeo)}));
    EXPECT_FALSE(world.homeserver.rooms[orchard].members.contains(ghost));
    EXPECT_TRUE(world.registry.seats.rows.empty());
    EXPECT_TRUE(world.registry.occupants.rows.empty());
    EXPECT_TRUE(world.registry.portals.rows.empty());
}

TEST_F(UnbridgeCommand, TakesOutAlsoAGhostThatCameOnlyToSpeak) {
    plumb();
    world.finish(relay("s1")); // by somebody who has left the MUC since
    const auto ghost = world.finish(world.book.ghost_of_occupant(garden, "Juliet"));
    ASSERT_TRUE(world.homeserver.rooms[orchard].members.contains(ghost));
    unbridge();
    EXPECT_FALSE(world.homeserver.rooms[orchard].members.contains(ghost));
}

TEST_F(UnbridgeCommand, EndsAPortalForWhoMadeIt) {
    const auto make = [this](const mapping::UserId& founder) {
        Portal portal{PortalKind::portal, orchard, garden, founder, 0};
        world.registry.portals.rows = {portal};
        mucs.add(std::move(portal), false);
        world.let_run();
    };
    world.homeserver.rooms[orchard].rights.users = {{world.bot, 100}};
    make(benvolio);
    EXPECT_TRUE(has(unbridge(), "You need power level 50"));
    world.finish(mucs.remove(garden, {}));
    make(world.romeo);
    give("!xmpp unbridge ");
    EXPECT_TRUE(has(answer_to("!xmpp confirm "), "no longer bridged"));
    EXPECT_TRUE(world.registry.portals.rows.empty());
}

// A MUC does not see that our stream is away: whoever was in stays in until he leaves.
TEST_F(UnbridgeCommand, TakesThemOutOfTheMucAlsoAfterTheStreamHasBroken) {
    plumb();
    world.xmpp.go_down();
    mucs.on_disconnected();
    EXPECT_TRUE(has(unbridge(), "XMPP server is away"));
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
    world.xmpp.come_up();
    mucs.on_connected();
    EXPECT_TRUE(has(unbridge(), "no longer bridged"));
    EXPECT_EQ(left(), (std::set{bot, world.puppet_of(world.romeo)}));
    EXPECT_TRUE(world.registry.portals.rows.empty());
}

// A message that is on its way would bring its ghost in again, and find its room gone.
TEST_F(UnbridgeCommand, WaitsForWhatIsBeingBrought) {
    plumb();
    mucs.find(garden)->on_presence(tests::occupant_presence(garden.with_resource("Juliet").value(), bot));
    world.let_run();
    const auto ghost = world.finish(world.book.ghost_of_occupant(garden, "Juliet"));
    auto& muc = *mucs.find(garden); // as one holds it who has found it before
    const auto relay = [&](const char* stanza_id) {
        JournalEntry entry{{{Side::xmpp, garden.str()}, stanza_id}, stanza_id, ghost.str(), 0};
        JournalRow row{1, std::move(entry)};
        auto message = tests::group_message({garden.with_resource("Juliet").value(), bot, {}}, stanza_id, "Romeo?");
        return muc.relay(std::move(row), std::move(message), Doubt::none);
    };
    give("!xmpp unbridge");
    Signal gate{world.context.get_executor()};
    world.homeserver.send_gate = &gate;
    std::optional<Delivery> delivery;
    begin(tests::detail::keep(relay("s1"), delivery));
    begin(commander.run(world.said("$confirm", orchard, world.romeo, "!xmpp confirm")));
    EXPECT_EQ(mucs.find(garden), nullptr);
    EXPECT_EQ(world.finish(relay("s2")).state, Delivery::State::parked);
    world.homeserver.send_gate = nullptr;
    gate.notify_all();
    world.let_run();
    ASSERT_TRUE(delivery.has_value());
    EXPECT_EQ(delivery->state, Delivery::State::arrived);
    EXPECT_EQ(mucs.find(garden), nullptr);
    EXPECT_FALSE(world.homeserver.rooms[orchard].members.contains(ghost));
    EXPECT_TRUE(has(world.homeserver.texts(orchard).back(), "no longer bridged"));
}

TEST_F(UnbridgeCommand, IsAnsweredAgainWhereItsAnswerWasLost) {
    plumb();
    give("!xmpp unbridge");
    world.homeserver.lost_answers = {"send"};
    EXPECT_THROW(give("!xmpp confirm"), Outage);
    world.now_ms += 600'000; // the homeserver may be away for long
    EXPECT_EQ(answer_to("!xmpp confirm"), "This room is no longer bridged to garden@muc.capulet.example.");
    EXPECT_EQ(world.homeserver.rooms[orchard].events.at(1).token.key,
              world.homeserver.rooms[orchard].events.back().token.key); // so the homeserver shows the first alone
}

} // namespace
} // namespace bascule::bridge
