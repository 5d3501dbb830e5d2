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

} // namespace
} // namespace bascule::bridge
