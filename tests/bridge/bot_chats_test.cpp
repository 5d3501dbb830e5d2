// What the bot says unasked in rooms that are bridged to nothing.
#include "tests/bridge/matrix_courier_fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

using Words = std::vector<std::string>;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class BotChatsTest : public MatrixCourierFixture {
protected:
    void invite_bot(const char* id = "$invitation") {
        world.homeserver.rooms[hall].members.insert(world.romeo);
        world.homeserver.rooms[hall].invited.insert(world.bot);
        deliver(id, hall, world.romeo, change_of(world.bot, Membership::invite, Membership::leave));
    }
    /// As the history of the hall has it, newest first.
    void remember(MatrixEvent event) {
        const auto id = event.id;
        world.event_codec.events.insert_or_assign(id.str(), event);
        world.homeserver.rooms[hall].history.push_back({id, id.str(), event.at_ms});
    }
    std::vector<std::string> journaled() const {
        std::vector<std::string> ids;
        for (const auto& row : world.journal.rows) {
            ids.push_back(row.row.entry.key.queue.name + " " + row.row.entry.key.key);
        }
        return ids;
    }
    Words said_in(const mapping::RoomId& in) const { return world.homeserver.texts(in); }

    static constexpr std::int64_t a_day_ms = 86'400'000;
    const mapping::RoomId hall = samples::room("!hall:montague.example");
};

TEST_F(BotChatsTest, WhoInvitesTheBotIntoAnEncryptedChatIsToldHowToBeginAnother) {
    world.homeserver.rooms[hall].rights.is_encrypted = true;
    invite_bot();
    ASSERT_EQ(said_in(hall).size(), 1U);
    EXPECT_TRUE(has(said_in(hall).front(), "turn encryption off")) << said_in(hall).front();
    deliver("$2", hall, world.romeo, Unreadable{});
    deliver("$3", hall, world.romeo, EncryptionOn{});
    EXPECT_EQ(said_in(hall).size(), 1U);
    EXPECT_TRUE(world.homeserver.rooms[hall].members.contains(world.bot));
}

TEST_F(BotChatsTest, WhoWritesUnreadablyToTheBotAloneIsToldOnceADay) {
    deliver("$1", orchard, world.romeo, Unreadable{});
    deliver("$2", orchard, world.romeo, Unreadable{});
    EXPECT_EQ(said_in(orchard).size(), 1U);
    EXPECT_EQ(world.homeserver.rooms[orchard].events.front().sender, world.bot);
    world.now_ms += a_day_ms;
    deliver("$3", orchard, world.romeo, Unreadable{});
    EXPECT_EQ(said_in(orchard).size(), 2U);
}

TEST_F(BotChatsTest, ARoomThatTurnsEncryptedIsToldAlsoWhereMoreAreInIt) {
    world.homeserver.rooms[orchard].members.insert(benvolio);
    deliver("$1", orchard, world.romeo, EncryptionOn{});
    EXPECT_EQ(said_in(orchard).size(), 1U);
}

TEST_F(BotChatsTest, WhereTheBotIsNotItSaysNothing) {
    world.homeserver.rooms[hall].members = {world.romeo, juliet};
    deliver("$1", hall, world.romeo, EncryptionOn{});
    deliver("$2", hall, world.romeo, Unreadable{});
    EXPECT_TRUE(said_in(hall).empty());
}

TEST_F(BotChatsTest, AnOutageIsNoSilence) {
    world.homeserver.is_away = true;
    EXPECT_THROW(deliver("$1", orchard, world.romeo, Unreadable{}), Outage);
    world.homeserver.is_away = false;
    deliver("$1", orchard, world.romeo, Unreadable{});
    EXPECT_EQ(said_in(orchard).size(), 1U);
}

TEST_F(BotChatsTest, WhoInvitesTheBotAloneIsGreetedOnce) {
    invite_bot();
    ASSERT_EQ(said_in(hall).size(), 1U);
    EXPECT_TRUE(has(said_in(hall).front(), "!xmpp help"));
    invite_bot(); // the row again, after a crash
    EXPECT_EQ(said_in(hall).size(), 1U);
}

TEST_F(BotChatsTest, WhereMoreAreOrWillBeTheBotComesWithoutWords) {
    world.homeserver.rooms[hall].members = {benvolio};
    invite_bot();
    EXPECT_TRUE(said_in(hall).empty());
    world.homeserver.rooms[hall].members = {};
    world.homeserver.rooms[hall].rights.name = "Hall of Capulet";
    invite_bot("$2");
    EXPECT_TRUE(said_in(hall).empty());
}

TEST_F(BotChatsTest, WhatTheBotWasToldSinceItsInvitationIsTakenOnceAndInOrder) {
    remember(world.said("$later", hall, world.romeo, "!xmpp greet"));
    remember(world.said("$talk", hall, world.romeo, "Is anybody there?"));
    remember(world.said("$soon", hall, world.romeo, "!xmpp help"));
    remember(world.said("$invitation", hall, world.romeo, {}));
    remember(world.said("$before", hall, world.romeo, "!xmpp version"));
    invite_bot();
    const Words both{hall.str() + " commands $soon", hall.str() + " commands $later"};
    EXPECT_EQ(journaled(), both);
    std::vector<ArrivedEvent> pushed{{samples::event("$later"), hall, "$later"}};
    world.finish(intake.on_events(std::move(pushed)));
    invite_bot();
    EXPECT_EQ(journaled(), both);
}

TEST_F(BotChatsTest, WhoseHistoryMayNotBeReadIsGreetedAllTheSame) {
    world.homeserver.after_latest = [] { throw Outage{"not now"}; };
    EXPECT_THROW(invite_bot(), Outage);
    world.homeserver.after_latest = {};
    invite_bot();
    EXPECT_EQ(said_in(hall).size(), 1U);
}

TEST_F(BotChatsTest, WhoTalksToTheBotAloneGetsAHintOnceAnHour) {
    deliver(world.said("$1", orchard, world.romeo, "hello"));
    ASSERT_EQ(said_in(orchard).size(), 1U);
    EXPECT_TRUE(has(said_in(orchard).front(), "!xmpp help"));
    EXPECT_EQ(world.homeserver.rooms[orchard].events.front().message.kind, mapping::MessageKind::notice);
    deliver(world.said("$2", orchard, world.romeo, "anybody?"));
    EXPECT_EQ(said_in(orchard).size(), 1U);
    world.now_ms += 3'600'000;
    deliver(world.said("$3", orchard, world.romeo, "hello again"));
    EXPECT_EQ(said_in(orchard).size(), 2U);
}

TEST_F(BotChatsTest, NoticesOursAndThoseWhoAreNotAloneWithTheBotGetNoHint) {
    const mapping::Message notice{mapping::MessageKind::notice, "I am an automaton."};
    deliver("$1", orchard, world.romeo, notice);
    deliver(world.said("$2", orchard, juliet, "Romeo?"));
    world.homeserver.rooms[hall].members = {world.romeo, juliet};
    deliver(world.said("$3", hall, world.romeo, "hello"));
    world.homeserver.rooms[orchard].members.insert(benvolio);
    deliver(world.said("$4", orchard, world.romeo, "hello"));
    EXPECT_TRUE(said_in(orchard).empty());
    EXPECT_TRUE(said_in(hall).empty());
}

TEST_F(BotChatsTest, WhereTheRoomHasANameNobodyGetsAHint) {
    world.homeserver.rooms[orchard].rights.name = "Verona";
    deliver(world.said("$1", orchard, world.romeo, "Is nobody here yet?"));
    EXPECT_TRUE(said_in(orchard).empty());
}

TEST_F(BotChatsTest, InABridgedRoomNobodyGetsAHint) {
    plumb();
    deliver(world.said("$1", orchard, world.romeo, "But soft!"));
    EXPECT_TRUE(said_in(orchard).empty());
}

} // namespace
} // namespace bascule::bridge
