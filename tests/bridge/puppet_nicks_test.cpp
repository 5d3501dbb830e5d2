#include "bridge/muc/puppet_seats.hpp"
#include "bridge/people/puppet_jid.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

using Words = std::vector<std::string>;

class PuppetNicksTest : public testing::Test {
protected:
    PuppetNicksTest() {
        seats.call(world.romeo, "Romeo");
        nick = world.finish(seats.take(world.romeo)).nick;
    }

    std::string rename(std::string name) {
        seats.call(world.romeo, std::move(name));
        world.finish(seats.rename(world.romeo));
        return world.registry.seats.rows.front().nick;
    }

    fakes::SmallWorld world;
    fakes::FakePuppetLooks looks;
    const mapping::Jid garden = samples::jid("garden@muc.capulet.example");
    Roster roster{"matrix.montague.example"};
    PuppetSeats seats{world.context.get_executor(),
                      {world.xmpp, world.registry.seats, world.puppets, world.now, &looks},
                      roster,
                      garden};
    std::string nick;
};

// XEP-0045 §7.6
TEST_F(PuppetNicksTest, ANewNameBecomesTheNickAndIsRememberedAsOurs) {
    EXPECT_EQ(nick, "Romeo");
    EXPECT_EQ(rename("Banished"), "Banished");
    EXPECT_TRUE(roster.is_ours("Banished"));
    EXPECT_FALSE(roster.is_ours("Romeo"));
    EXPECT_EQ(seats.holder_of("Banished"), world.romeo);
    rename("Banished");
    EXPECT_EQ(looks.nicks, (Words{"Banished"})) << "asked for once";
}

TEST_F(PuppetNicksTest, ANickThatMeetsAConflictIsFollowedByTheNextOfTheLadder) {
    looks.taken = {"Juliet"};
    EXPECT_EQ(rename("Juliet"), "romeo");
    EXPECT_EQ(looks.nicks, (Words{"Juliet", "romeo"}));
}

TEST_F(PuppetNicksTest, ANickThatSomebodyIsSeenWithIsNotEvenAskedFor) {
    roster.apply(tests::occupant_presence(garden.with_resource("Juliet").value(), garden));
    EXPECT_EQ(rename("JULIET"), "romeo");
    EXPECT_EQ(looks.nicks, (Words{"romeo"}));
}

TEST_F(PuppetNicksTest, WhoIsNotInChangesNothing) {
    seats.lose_all();
    seats.call(world.romeo, "Banished");
    world.finish(seats.rename(world.romeo));
    EXPECT_TRUE(looks.nicks.empty());
}

TEST_F(PuppetNicksTest, ANickHeldBeforeARestartGivesWayToHowHeIsCalledNow) {
    PuppetSeats after{world.context.get_executor(),
                      {world.xmpp, world.registry.seats, world.puppets, world.now, &looks},
                      roster,
                      garden};
    world.finish(after.load());
    after.call(world.romeo, "Banished");
    EXPECT_EQ(world.finish(after.take(world.romeo)).nick, "Romeo") << "his own seat first";
    world.finish(after.rename(world.romeo));
    EXPECT_EQ(looks.nicks, (Words{"Banished"}));
}

} // namespace
} // namespace bascule::bridge
