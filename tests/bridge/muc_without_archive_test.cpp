#include "bridge/muc/muc_rooms.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace bascule::bridge {
namespace {

using samples::jid;
using samples::room;

/// A MUC without archive, entered for a room.
class MucWithoutArchiveTest : public testing::Test {
protected:
    MucWithoutArchiveTest() {
        world.homeserver.rooms[orchard].members = {world.bot, world.romeo};
        world.xmpp.on_joined = [this](const JoinRequest& request) {
            auto own = tests::occupant_presence(garden.with_resource(request.nick).value(), request.occupant);
            own.statuses = {110};
            rooms.find(garden)->on_presence(own);
            rooms.find(garden)->on_subject({{garden, jid("matrix.montague.example/bascule"), {}}, {}});
        };
        world.journal.positions[queue] = {queue, {}, 990'000};
        rooms.add({PortalKind::plumbed, orchard, garden, {}, 0}, false);
        world.let_run();
    }
    void TearDown() override { world.finish(rooms.stop("the end")); }
    MucRoom::Status status() const { return rooms.find(garden)->status(); }
    void be_silent_for(std::chrono::milliseconds silence) {
        world.now_ms += silence.count();
        world.finish(rooms.find(garden)->ask_after_silence());
        world.let_run();
    }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = room("!orchard:montague.example");
    const mapping::Jid garden = jid("garden@muc.capulet.example");
    const mapping::Jid bot = jid("matrix.montague.example/bascule");
    const QueueName queue{Side::xmpp, garden.str()};
    MucRooms rooms{world.muc_world([](const QueueName&) {})};
};

TEST_F(MucWithoutArchiveTest, OnlyTheBotAsksForItsHistory) {
    ASSERT_TRUE(status().is_in);
    ASSERT_EQ(world.xmpp.joins.size(), 2U);
    EXPECT_EQ(world.xmpp.joins.at(0).history.since_ms, 930'000);
    EXPECT_EQ(world.xmpp.joins.at(1).history.since_ms, std::nullopt);
    EXPECT_TRUE(world.xmpp.archive_requests.empty());
}

// XEP-0410 §3.1
TEST_F(MucWithoutArchiveTest, IsAskedAfterALongSilenceWhetherTheBotIsStillIn) {
    be_silent_for(std::chrono::minutes{14});
    EXPECT_EQ(world.xmpp.self_pings, 0);
    be_silent_for(std::chrono::minutes{1});
    EXPECT_EQ(world.xmpp.self_pings, 1);
    EXPECT_EQ(world.xmpp.joins.size(), 2U);
}

TEST_F(MucWithoutArchiveTest, IsNotAskedWhileSomebodyIsHeard) {
    world.now_ms += 60 * 60'000;
    rooms.find(garden)->on_presence(tests::occupant_presence(garden.with_resource("Juliet").value(), bot));
    be_silent_for(std::chrono::minutes{14});
    EXPECT_EQ(world.xmpp.self_pings, 0);
}

TEST_F(MucWithoutArchiveTest, IsEnteredAgainWhenItHasForgottenTheBot) {
    world.xmpp.is_bot_in = false;
    be_silent_for(std::chrono::minutes{15});
    EXPECT_TRUE(status().is_in);
    EXPECT_EQ(world.xmpp.joins.size(), 4U);
}

TEST_F(MucWithoutArchiveTest, IsLeftAsItIsWhileThatCannotBeKnown) {
    world.xmpp.is_bot_in = std::nullopt;
    be_silent_for(std::chrono::minutes{15});
    world.xmpp.go_down();
    be_silent_for(std::chrono::minutes{15});
    EXPECT_TRUE(status().is_in);
    EXPECT_EQ(world.xmpp.joins.size(), 2U);
}

} // namespace
} // namespace bascule::bridge
