#include "bridge/encryption/encryption_notices.hpp"

#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

namespace bascule::bridge {
namespace {

class EncryptionNoticesTest : public testing::Test {
protected:
    EncryptionNoticesTest() { world.homeserver.rooms[orchard].members = {world.bot, world.romeo}; }

    void unreadable(const char* id) {
        auto event = world.said(id, orchard, world.romeo, {});
        event.content = Unreadable{};
        world.finish(world.encryption.on_unreadable(world.bot, std::move(event)));
    }
    void in_muc(const char* id) {
        auto message = tests::group_message({seat, bot, id}, id, {});
        message.is_encrypted = true;
        world.finish(world.encryption.on_unreadable_in_muc(world.bot, orchard, bot, std::move(message)));
    }

    static constexpr std::int64_t a_day_ms = 86'400'000;
    fakes::SmallWorld world;
    const mapping::RoomId orchard = samples::room("!orchard:montague.example");
    const mapping::Jid bot = samples::jid("matrix.montague.example/bascule");
    const mapping::Jid seat = samples::jid("garden@muc.capulet.example/Juliet");
};

TEST_F(EncryptionNoticesTest, WhoWritesUnreadablyIsToldOnceADayAlsoByAnotherProcess) {
    unreadable("$1");
    unreadable("$2");
    EncryptionNotices after_restart{{world.homeserver, world.xmpp, world.told, world.now}};
    auto event = world.said("$3", orchard, world.romeo, {});
    world.finish(after_restart.on_unreadable(world.bot, std::move(event)));
    EXPECT_EQ(world.homeserver.texts(orchard).size(), 1U);
    world.now_ms += a_day_ms;
    unreadable("$4");
    EXPECT_EQ(world.homeserver.texts(orchard).size(), 2U);
}

TEST_F(EncryptionNoticesTest, AnOutageIsNoSilence) {
    world.homeserver.is_away = true;
    EXPECT_THROW(unreadable("$1"), Outage);
    world.homeserver.is_away = false;
    unreadable("$1");
    EXPECT_EQ(world.homeserver.texts(orchard).size(), 1U);
}

// XEP-0045 §7.5
TEST_F(EncryptionNoticesTest, InAMucTheRoomIsToldAndTheWriterPrivately) {
    in_muc("s1");
    in_muc("s2");
    EXPECT_EQ(world.homeserver.texts(orchard).size(), 1U);
    ASSERT_EQ(world.xmpp.messages.size(), 1U);
    EXPECT_EQ(world.xmpp.messages.front().to, seat);
    EXPECT_FALSE(world.xmpp.messages.front().is_groupchat);
}

TEST_F(EncryptionNoticesTest, WhoWroteLongAgoIsNotWrittenTo) {
    auto message = tests::group_message({seat, bot, "old"}, "old", {});
    message.delay_ms = 1;
    world.finish(world.encryption.on_unreadable_in_muc(world.bot, orchard, bot, std::move(message)));
    EXPECT_TRUE(world.xmpp.messages.empty());
}

} // namespace
} // namespace bascule::bridge
