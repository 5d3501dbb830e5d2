#include "bridge/people/puppet_keeper.hpp"

#include "bridge/async/task_group.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace bascule::bridge {
namespace {

using namespace std::chrono_literals;
using samples::user;

class PuppetKeeperTest : public testing::Test {
protected:
    ~PuppetKeeperTest() override { world.finish(seekers.stop()); }

    void fail_lookups(int status) { world.homeserver.refusals["profile"] = {status, "M_UNKNOWN", "no profile"}; }
    Answer<std::optional<Puppet>> find(const mapping::UserId& who) { return world.finish(world.puppets.find(who)); }
    void seek(const char* who) {
        const auto search = [](PuppetKeeper& puppets, mapping::UserId sought) -> Task<void> {
            co_await puppets.find(std::move(sought));
        };
        seekers.spawn(who, search(world.puppets, user(who)));
    }

    fakes::SmallWorld world;
    const mapping::UserId tybalt = user("@tybalt:grave.example");
    TaskGroup seekers{world.context.get_executor(), [](const auto&, const auto&) { ADD_FAILURE(); }};
};

TEST_F(PuppetKeeperTest, WhetherThereIsAUserOfADeadServerIsAnsweredNeitherWay) {
    fail_lookups(502);
    const auto found = find(tybalt);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().reason, "grave.example does not answer");
    EXPECT_EQ(world.finish(world.puppets.of(tybalt)).name, "tybalt") << "an event of his proves that he is there";
}

TEST_F(PuppetKeeperTest, AFailedLookupIsRememberedForAMinute) {
    fail_lookups(502);
    EXPECT_FALSE(find(tybalt));
    world.homeserver.refusals.clear();
    world.homeserver.users[tybalt].display_name = "Tybalt";
    world.now_ms += 59'999;
    EXPECT_FALSE(find(tybalt));
    EXPECT_EQ(world.homeserver.lookups, 1);
    world.now_ms += 1;
    EXPECT_EQ(find(tybalt).value()->name, "Tybalt");
}

TEST_F(PuppetKeeperTest, WhatFailsOfOurOwnHomeserverIsWaitedFor) {
    fail_lookups(500);
    EXPECT_THROW(find(world.romeo), Outage);
    fail_lookups(400);
    EXPECT_FALSE(find(world.romeo).value()) << "what it takes for no user id is nobody's";
}

TEST_F(PuppetKeeperTest, OnlyTwoLookupsOfUsersElsewhereRunAtOnce) {
    world.homeserver.silent_servers = {"grave.example", "tomb.example", "vault.example"};
    for (const auto* who : {"@tybalt:grave.example", "@mercutio:tomb.example", "@paris:vault.example"}) {
        seek(who);
    }
    world.let_run();
    EXPECT_EQ(world.homeserver.lookups, 2);
    EXPECT_EQ(find(world.romeo).value()->name, "Romeo") << "users of our own homeserver do not wait for them";
}

TEST_F(PuppetKeeperTest, AServerThatDoesNotAnswerIsNotWaitedForEver) {
    world.homeserver.silent_servers = {"grave.example"};
    PuppetKeeper hasty{world.context.get_executor(), world.homeserver, world.book, world.now, 0ms};
    EXPECT_FALSE(world.finish(hasty.find(tybalt)));
}

TEST_F(PuppetKeeperTest, ALongNameIsCutBetweenTwoCharacters) {
    std::string name;
    for (int count = 0; count < 300; ++count) {
        name += "\u00C4";
    }
    world.homeserver.users[tybalt].display_name = name;
    EXPECT_EQ(find(tybalt).value()->name, name.substr(0, 512));
    world.homeserver.users[world.romeo].display_name = name;
    EXPECT_EQ(find(world.romeo).value()->name, name.substr(0, 512));
}

} // namespace
} // namespace bascule::bridge
