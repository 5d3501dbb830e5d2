// What the stream's intake says by itself, and when it does not.
#include "bridge/async/task_group.hpp"
#include "bridge/intake/xmpp_intake.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

using namespace std::chrono_literals;
using samples::jid;

class XmppRepliesTest : public testing::Test {
protected:
    XmppRepliesTest() {
        tasks.spawn("presence", intake.answer_presence());
        world.let_run();
    }
    void TearDown() override { world.finish(tasks.stop()); }

    /// Goes on until it is so, over pauses of a few milliseconds.
    template <class Condition>
    void run_until(Condition is_so) {
        world.context.restart();
        while (!is_so() && world.context.run_one_for(10s) > 0) {
        }
        ASSERT_TRUE(is_so());
    }

    fakes::SmallWorld world;
    const mapping::Jid juliet = jid("juliet@capulet.example/balcony");
    const mapping::Jid romeo = jid("romeo%montague.example@matrix.montague.example");
    MucRooms mucs{world.muc_world([](const QueueName&) {})};
    Subscriptions subscriptions{
        {world.xmpp, world.registry.contacts, world.book}, world.ghosts, world.puppets, world.policy};
    XmppIntake intake{mucs, subscriptions, world.metrics, {1ms, 2ms}};
    TaskGroup tasks{world.context.get_executor(), {}};
};

TEST_F(XmppRepliesTest, PuppetsAreShownAsSoonAsTheHomeserverCanNameThem) {
    world.registry.contacts.rows.emplace(std::pair{romeo, juliet.bare()}, Contact{romeo, juliet.bare(), true, false});
    world.homeserver.is_away = true;
    intake.on_connected();
    world.let_run();
    EXPECT_TRUE(world.xmpp.presences.empty());
    world.homeserver.is_away = false;
    run_until([this] { return !world.xmpp.presences.empty(); });
    ASSERT_EQ(world.xmpp.presences.size(), 1U);
    EXPECT_EQ(world.xmpp.presences.front().kind, PresenceKind::available);
    EXPECT_EQ(world.xmpp.presences.front().from, world.puppet_of(world.romeo));
}

} // namespace
} // namespace bascule::bridge
