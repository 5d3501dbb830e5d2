#include "bridge/intake/lost_events.hpp"

#include "bridge/async/task_group.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

using samples::jid;
using samples::room;
using Words = std::vector<std::string>;

constexpr std::int64_t minute_ms = 60'000;

class LostEventsTest : public testing::Test {
protected:
    LostEventsTest() {
        world.now_ms = 100 * minute_ms;
        world.registry.portals.rows.push_back({PortalKind::plumbed, orchard, jid("garden@muc.capulet.example"), {}, 0});
        world.homeserver.rooms[orchard].members = {world.bot, world.romeo};
    }

    /// Romeo says it now, and the homeserver has it; its payload is its id.
    void say(const std::string& id) {
        auto event = world.said(id.c_str(), orchard, world.romeo, "But soft!");
        event.at_ms = ++world.now_ms;
        world.event_codec.events.insert_or_assign(id, event);
        auto& history = world.homeserver.rooms[orchard].history;
        history.insert(history.begin(), HistoryEvent{event.id, id, event.at_ms});
    }
    void push(const std::string& id) {
        std::vector<ArrivedEvent> events{{samples::event(id.c_str()), orchard, id}};
        world.finish(intake.on_events(std::move(events)));
    }
    void deliver_all() {
        for (auto& row : world.journal.rows) {
            row.state = fakes::MemoryJournal::State::finished;
        }
    }
    Words waiting() const { return world.journal.waiting(Side::matrix); }
    void restart_homeserver() {
        lost.on_lost();
        lost.on_back();
    }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = room("!orchard:montague.example");
    NoMetrics metrics;
    std::vector<QueueName> woken;
    std::vector<Portal> hosted;
    MatrixIntake intake{world.context.get_executor(),
                        {world.journal, world.event_codec, world.book, metrics, world.now, [](const QueueName&) {},
                         [this] { lost.on_gap(); }},
                        world.ghosts};
    LostEvents lost{world.context.get_executor(),
                    {world.homeserver, world.journal, world.registry.portals, world.event_codec, world.book, world.now,
                     [this](const QueueName& queue) { woken.push_back(queue); }, [this] { return hosted; }},
                    intake,
                    world.bot};
};

TEST_F(LostEventsTest, WhatTheHomeserverForgotIsPutInAtItsPlace) {
    for (const auto* id : {"$1", "$2", "$3", "$4"}) {
        say(id);
    }
    push("$1");
    deliver_all();
    push("$3");
    restart_homeserver();
    world.finish(lost.put_in(orchard));
    EXPECT_EQ(waiting(), (Words{"$2", "$3", "$4"}));
}

TEST_F(LostEventsTest, WhatArrivesWhileTheHistoryIsReadComesBehindIt) {
    say("$1");
    restart_homeserver();
    world.homeserver.after_latest = [this] {
        say("$2");
        world.journal.add({Side::matrix, orchard.str()}, "$2", world.now_ms);
    };
    world.finish(lost.put_in(orchard));
    EXPECT_EQ(waiting(), (Words{"$1", "$2"}));
}

TEST_F(LostEventsTest, WhatHasWaitedForLongStaysInFront) {
    say("$1");
    push("$1");
    world.now_ms += 60 * minute_ms;
    say("$2");
    restart_homeserver();
    world.homeserver.rooms[orchard].history.pop_back(); // $1 is too long ago to be read
    world.finish(lost.put_in(orchard));
    EXPECT_EQ(waiting(), (Words{"$1", "$2"}));
}

TEST_F(LostEventsTest, WhatTheHomeserverLeftOutIsSearchedForAsWell) {
    say("$1");
    say("$2");
    intake.on_gap();
    push("$2");
    world.finish(lost.put_in(orchard));
    EXPECT_EQ(waiting(), (Words{"$1", "$2"}));
}

TEST_F(LostEventsTest, ARoomThatIsOnlyShownAsAMucIsLookedThroughToo) {
    world.registry.portals.rows.clear();
    say("$1");
    say("$2");
    restart_homeserver();
    world.finish(lost.put_in(orchard));
    EXPECT_EQ(waiting(), Words{});
    hosted = {{PortalKind::gateway, orchard, jid("#orchard@matrix.montague.example"), {}, world.now_ms}};
    world.finish(lost.sweep());
    EXPECT_EQ(woken, (std::vector{QueueName{Side::matrix, orchard.str()}}));
    world.finish(lost.put_in(orchard));
    EXPECT_EQ(waiting(), Words{"$2"}); // since it is shown
}

// The homeserver still holds the older ones, and pushes all in their order.
TEST_F(LostEventsTest, AHistoryThatCannotBeReadFarEnoughIsLeftToTheHomeserver) {
    constexpr std::size_t too_many = 6'000;
    say("$1");
    auto& history = world.homeserver.rooms[orchard].history;
    const auto latest = history.front();
    history.assign(too_many, latest);
    restart_homeserver();
    EXPECT_TRUE(world.finish(lost.put_in(orchard)));
    EXPECT_FALSE(world.finish(lost.put_in(orchard)));
    EXPECT_TRUE(waiting().empty());
}

TEST_F(LostEventsTest, NothingIsSearchedTwiceForOneLoss) {
    say("$1");
    restart_homeserver();
    EXPECT_TRUE(world.finish(lost.put_in(orchard)));
    say("$2");
    EXPECT_FALSE(world.finish(lost.put_in(orchard)));
    EXPECT_EQ(waiting(), Words{"$1"});
    restart_homeserver();
    EXPECT_TRUE(world.finish(lost.put_in(orchard)));
    EXPECT_EQ(waiting(), (Words{"$1", "$2"}));
}

TEST_F(LostEventsTest, WhileTheHomeserverIsAwayTheQueueWaits) {
    say("$1");
    lost.on_lost();
    TaskGroup tasks{world.context.get_executor(), {}};
    const auto wait = [&]() -> Task<void> { co_await lost.put_in(orchard); };
    tasks.spawn("queue", wait());
    world.let_run();
    EXPECT_EQ(tasks.size(), 1U);
    EXPECT_TRUE(waiting().empty());
    lost.on_back();
    world.let_run();
    EXPECT_EQ(tasks.size(), 0U);
    EXPECT_EQ(waiting(), Words{"$1"});
}

TEST_F(LostEventsTest, AStartLooksBackToTheLatestArrival) {
    say("$1");
    push("$1");
    say("$2");
    world.now_ms += 60 * minute_ms;
    world.finish(lost.begin());
    world.finish(lost.put_in(orchard));
    EXPECT_EQ(waiting(), (Words{"$1", "$2"}));
}

// After a long absence the homeserver needs hours to push all again; the journal forgets what arrived three days ago.
TEST_F(LostEventsTest, WhatWasPutInLateIsNotForgottenBeforeItIsPushed) {
    constexpr auto memory_ms = 72 * 60 * minute_ms;
    say("$1");
    push("$1");
    say("$2");
    world.now_ms += memory_ms + 60 * minute_ms;
    world.finish(lost.begin());
    world.finish(lost.put_in(orchard));
    deliver_all();
    world.finish(world.journal.prune(world.now_ms - memory_ms));
    push("$2");
    EXPECT_TRUE(waiting().empty());
}

TEST_F(LostEventsTest, WhatWasSaidBeforeThePortalWasMadeDoesNotCross) {
    say("$1");
    world.registry.portals.rows.front().created_ms = world.now_ms + 1;
    say("$2");
    restart_homeserver();
    world.finish(lost.put_in(orchard));
    EXPECT_EQ(waiting(), Words{"$2"});
}

TEST_F(LostEventsTest, ARoomThatIsNoPortalIsLeftAlone) {
    restart_homeserver();
    EXPECT_FALSE(world.finish(lost.put_in(room("!elsewhere:montague.example"))));
    EXPECT_TRUE(world.journal.rows.empty());
}

TEST_F(LostEventsTest, WhatAllPortalsHaveMadeGoodIsForgotten) {
    restart_homeserver();
    world.finish(lost.put_in(orchard));
    world.finish(lost.sweep());
    const auto hall = room("!hall:montague.example");
    world.registry.portals.rows.push_back({PortalKind::plumbed, hall, jid("hall@muc.capulet.example"), {}, 0});
    EXPECT_FALSE(world.finish(lost.put_in(hall)));
}

TEST_F(LostEventsTest, OfVeryManyLossesTheOldestIsStillMadeGood) {
    say("$1");
    for (int times = 0; times < 1'000; ++times) {
        restart_homeserver();
        world.now_ms += minute_ms;
    }
    EXPECT_TRUE(world.finish(lost.put_in(orchard)));
    EXPECT_EQ(waiting(), Words{"$1"});
    EXPECT_FALSE(world.finish(lost.put_in(orchard)));
}

TEST_F(LostEventsTest, TheSweepWakesEveryPortalThatIsToBeSearched) {
    world.finish(lost.sweep());
    EXPECT_TRUE(woken.empty());
    restart_homeserver();
    world.finish(lost.sweep());
    ASSERT_EQ(woken.size(), 1U);
    EXPECT_EQ(woken.front().name, orchard.str());
}

} // namespace
} // namespace bascule::bridge
