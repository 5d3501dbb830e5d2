// What the single commands answer and do; who may give which is commander_test.cpp's.
#include "bridge/commands/chat.hpp"
#include "bridge/commands/commander.hpp"
#include "bridge/commands/plumb.hpp"
#include "bridge/commands/status.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::jid;
using samples::room;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class CommandsTest : public testing::Test {
protected:
    CommandsTest() {
        auto& orchard_room = world.homeserver.rooms[orchard];
        orchard_room.members = {world.bot, world.romeo};
        orchard_room.rights.users = {{world.romeo, 100}, {world.bot, 50}};
        world.policy.permissions = world.allow({{"*", Permission::plumb}});
        world.xmpp.traits->has_archive = true;
        world.xmpp.on_joined = [this](const JoinRequest& request) {
            if (auto* const muc = mucs.find(garden)) {
                auto own = tests::occupant_presence(garden.with_resource(request.nick).value(), request.occupant);
                own.statuses = {110};
                muc->on_presence(own);
            }
        };
        commander.add(chat_command(direct_rooms, jid("matrix.montague.example")));
        commander.add(unbridge_command(mucs, world.registry.portals));
        commander.add(status_command(mucs, world.registry.portals));
        commander.add(list_command(mucs, world.registry.portals));
    }
    void TearDown() override { world.finish(mucs.stop("the end")); }

    void give(const std::string& text) {
        world.finish(commander.run(world.said("$command", orchard, world.romeo, text)));
    }
    /// Has it done beside the test.
    void begin(Task<void> task) {
        boost::asio::co_spawn(world.context, std::move(task), [](const std::exception_ptr&) {});
        world.let_run();
    }
    std::string answer_to(const std::string& text) {
        give(text);
        return world.homeserver.texts(orchard).back();
    }
    /// The orchard and the garden become one.
    void plumb() {
        Portal portal{PortalKind::plumbed, orchard, garden, {}, 0};
        world.registry.portals.rows.push_back(portal);
        mucs.add(std::move(portal), false);
        world.let_run();
    }
    void plumb_elsewhere() {
        world.registry.portals.rows.push_back(
            {PortalKind::plumbed, room("!hall:montague.example"), jid("hall@muc.capulet.example"), {}, 0});
    }
    const Portal& open_chat(const mapping::RoomId& in, const mapping::UserId& user) {
        world.registry.portals.rows.push_back({PortalKind::direct, in, juliet, user, 0});
        world.homeserver.rooms[in].members = {user, world.ghost_of("juliet@capulet.example")};
        return world.registry.portals.rows.back();
    }
    /// Brings what Juliet said in the garden.
    Task<Delivery> relay(const char* stanza_id) {
        const auto ghost = co_await world.book.ghost_of_occupant(garden, "Juliet");
        JournalEntry entry{{{Side::xmpp, garden.str()}, stanza_id}, stanza_id, ghost.str(), 0};
        JournalRow row{1, std::move(entry)};
        auto message = tests::group_message({garden.with_resource("Juliet").value(), bot, {}}, stanza_id, "Romeo?");
        co_return co_await mucs.find(garden)->relay(std::move(row), std::move(message), Doubt::none);
    }
    std::set<mapping::Jid> left() const {
        std::set<mapping::Jid> occupants;
        for (const auto& leave : world.xmpp.leaves) {
            EXPECT_EQ(leave.room, garden);
            occupants.insert(leave.occupant);
        }
        return occupants;
    }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = room("!orchard:montague.example");
    const mapping::Jid garden = jid("garden@muc.capulet.example");
    const mapping::Jid juliet = jid("juliet@capulet.example");
    const mapping::Jid bot = jid("matrix.montague.example/bascule");
    const mapping::UserId benvolio = samples::user("@benvolio:montague.example");
    DirectRooms direct_rooms{world.context.get_executor(),
                             {world.homeserver, world.registry.portals, world.event_codec, world.book, world.now},
                             world.ghosts};
    MucRooms mucs{world.muc_world([](const QueueName&) {})};
    Commander commander{world.homeserver, world.registry.portals, direct_rooms, world.policy, world.bot};
};

using ChatCommand = CommandsTest;
using ListCommand = CommandsTest;
using StatusCommand = CommandsTest;
using UnbridgeCommand = CommandsTest;

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
    EXPECT_TRUE(has(answer_to("!xmpp chat"), "Say with whom"));
    EXPECT_TRUE(has(answer_to("!xmpp chat juliet romeo"), "Say with whom"));
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

TEST_F(StatusCommand, SaysThatARoomIsNotBridged) {
    EXPECT_EQ(answer_to("!xmpp status"),
              "This room is not bridged.\nThe XMPP server is connected.\nMessages on their way: 0.");
}

TEST_F(StatusCommand, CountsWhoIsOnEitherSide) {
    plumb();
    mucs.find(garden)->on_presence(tests::occupant_presence(garden.with_resource("Juliet").value(), bot));
    EXPECT_TRUE(has(answer_to("!xmpp status"),
                    "bridged to garden@muc.capulet.example: 1 Matrix users are there, 1 people of XMPP are here."));
}

TEST_F(StatusCommand, SaysWhyAMucIsNotEntered) {
    world.xmpp.refuse_join = [](const JoinRequest&) { return StanzaError{"auth", "registration-required", {}}; };
    plumb();
    EXPECT_TRUE(has(answer_to("!xmpp status"),
                    "bridged to garden@muc.capulet.example: not entered now, only members may enter.\n"))
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
              "Bridged:\n!orchard:montague.example – garden@muc.capulet.example"
              "\n!chat:montague.example – juliet@capulet.example (direct chat)");
}

TEST_F(ListCommand, ShowsAnAdminEverything) {
    world.policy.permissions = world.allow({{"@romeo:montague.example", Permission::admin}});
    plumb_elsewhere();
    open_chat(room("!other:montague.example"), benvolio);
    EXPECT_EQ(answer_to("!xmpp list"),
              "Bridged:\n!hall:montague.example – hall@muc.capulet.example (not entered now)"
              "\n!other:montague.example – juliet@capulet.example (direct chat of @benvolio:montague.example)");
}

TEST_F(UnbridgeCommand, SaysThatThereIsNothingToEnd) {
    EXPECT_EQ(answer_to("!xmpp unbridge"), "This room is not bridged.");
    open_chat(orchard, world.romeo);
    EXPECT_EQ(answer_to("!xmpp unbridge"), "This room is not bridged.");
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
}

TEST_F(UnbridgeCommand, TakesEverybodyOfOursOutOfBothRooms) {
    plumb();
    mucs.find(garden)->on_presence(tests::occupant_presence(garden.with_resource("Juliet").value(), bot));
    world.let_run();
    const auto ghost = world.finish(world.book.ghost_of_occupant(garden, "Juliet"));
    ASSERT_TRUE(world.homeserver.rooms[orchard].members.contains(ghost));
    EXPECT_EQ(answer_to("!xmpp unbridge"), "This room is no longer bridged to garden@muc.capulet.example.");
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
    give("!xmpp unbridge");
    EXPECT_FALSE(world.homeserver.rooms[orchard].members.contains(ghost));
}

// A MUC does not see that our stream is away: whoever was in stays in until he leaves.
TEST_F(UnbridgeCommand, TakesThemOutOfTheMucAlsoAfterTheStreamHasBroken) {
    plumb();
    world.xmpp.go_down();
    mucs.on_disconnected();
    EXPECT_TRUE(has(answer_to("!xmpp unbridge"), "XMPP server is away"));
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
    world.xmpp.come_up();
    mucs.on_connected();
    EXPECT_TRUE(has(answer_to("!xmpp unbridge"), "no longer bridged"));
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
    Signal gate{world.context.get_executor()};
    world.homeserver.send_gate = &gate;
    std::optional<Delivery> delivery;
    begin(tests::detail::keep(relay("s1"), delivery));
    begin(commander.run(world.said("$command", orchard, world.romeo, "!xmpp unbridge")));
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
    world.homeserver.lost_answers = {"send"};
    EXPECT_THROW(give("!xmpp unbridge"), Outage);
    EXPECT_EQ(answer_to("!xmpp unbridge"), "This room is not bridged.");
    EXPECT_EQ(world.homeserver.rooms[orchard].events.front().token.key,
              world.homeserver.rooms[orchard].events.back().token.key); // so the homeserver shows the first alone
}

} // namespace
} // namespace bascule::bridge
