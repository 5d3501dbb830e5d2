#include "tests/bridge/moderation_fixture.hpp"

#include <gmock/gmock.h>

namespace bascule::bridge {
namespace {

using mapping::Affiliation;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class PowersTest : public ModerationFixture {
protected:
    PowersTest() {
        world.policy.affiliation_from_power = mapping::ModerationReach::all;
        world.homeserver.rooms[orchard].rights.events["m.room.power_levels"] = 100;
    }
    std::map<mapping::UserId, std::int64_t>& powers() { return world.homeserver.rooms[orchard].rights.users; }
    /// Romeo gives somebody this power.
    void empower(const mapping::UserId& user, std::int64_t power) {
        const auto& rights = world.homeserver.rooms[orchard].rights;
        PowerChange given{user, rights.power_of(user), power};
        powers()[user] = power;
        deliver(("$power" + std::to_string(++changes_)).c_str(), orchard, world.romeo,
                StateChange{RoomAspect::power_levels, {}, {given}});
        world.let_run();
    }
    /// The MUC shows the new standing of Romeo's puppet to itself.
    void regrade_romeo(const char* affiliation) {
        auto own = tests::occupant_presence(seat("Romeo"), world.puppet_of(world.romeo));
        own.affiliation = affiliation;
        own.statuses = {110};
        tell(std::move(own));
    }
    std::vector<Affiliation> given() {
        std::vector<Affiliation> list;
        for (const auto& one : world.muc.affiliations) {
            list.push_back(one.affiliation);
        }
        return list;
    }

private:
    int changes_ = 0;
};

TEST_F(PowersTest, AStandingBecomesPowerWhereThePolicySaysSoInOneEdit) {
    world.policy.power_from_muc = mapping::ModerationReach::all;
    world.homeserver.rooms[orchard].rights.users[world.bot] = 100;
    plumb();
    muc_room().on_presence([&] {
        auto owner = presence("Juliet");
        owner.real_jid = samples::jid("juliet@capulet.example");
        owner.affiliation = "owner";
        owner.role = "moderator";
        return owner;
    }());
    enter("Nurse", "nurse@capulet.example", "admin");
    const auto& powers = world.homeserver.rooms[orchard].rights.users;
    EXPECT_EQ(powers.at(juliet), 99);
    EXPECT_EQ(powers.at(world.ghost_of("nurse@capulet.example")), 75);
    EXPECT_EQ(world.room_admin.power_edits, 1);
    enter("Nurse", "nurse@capulet.example", "none");
    EXPECT_EQ(powers.at(world.ghost_of("nurse@capulet.example")), 0);
}

TEST_F(PowersTest, AStandingIsNoPowerInARoomThatWasThereBefore) {
    plumb();
    enter("Juliet", "juliet@capulet.example", "owner");
    EXPECT_EQ(world.room_admin.power_edits, 0);
}

TEST_F(PowersTest, AStandingThatTheBridgeMayNotShowIsToldOnceWithWhoCanHelp) {
    world.policy.power_from_muc = mapping::ModerationReach::all;
    powers()[benvolio] = 100;
    plumb();
    enter("Juliet", "juliet@capulet.example", "owner");
    enter("Nurse", "nurse@capulet.example", "admin");
    EXPECT_EQ(world.room_admin.power_edits, 0);
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), AllOf(HasSubstr("50"), HasSubstr("100"), HasSubstr(benvolio.str())));
    powers()[world.bot] = 100;
    empower(world.bot, 100);
    EXPECT_EQ(powers().at(juliet), 99) << "shown as soon as it may";
}

// XEP-0045 §10.6
TEST_F(PowersTest, APowerMakesThePuppetAnAdminAndTakingItAwayNone) {
    begin();
    regrade_romeo("none");
    empower(world.romeo, 50);
    ASSERT_THAT(world.muc.affiliations, SizeIs(1));
    EXPECT_EQ(world.muc.affiliations.back().jid, world.puppet_of(world.romeo).bare());
    EXPECT_EQ(world.muc.affiliations.back().affiliation, Affiliation::admin);
    regrade_romeo("admin");
    empower(world.romeo, 0);
    EXPECT_EQ(given(), (std::vector{Affiliation::admin, Affiliation::none}));
}

TEST_F(PowersTest, APowerMakesAGhostsPersonAnAdmin) {
    begin();
    empower(juliet, 50);
    ASSERT_THAT(world.muc.affiliations, SizeIs(1));
    EXPECT_EQ(world.muc.affiliations.back().jid, samples::jid("juliet@capulet.example"));
}

TEST_F(PowersTest, WhatBothSidesSayAlreadyGoesNowhere) {
    world.policy.power_from_muc = mapping::ModerationReach::all;
    powers()[world.bot] = 100;
    begin();
    empower(juliet, 50);
    enter("Juliet", "juliet@capulet.example", "admin"); // what the MUC made of it
    EXPECT_EQ(given(), std::vector{Affiliation::admin});
    EXPECT_EQ(world.room_admin.power_edits, 0);
    EXPECT_EQ(powers().at(juliet), 50);
}

TEST_F(PowersTest, WhomNobodyHasTouchedHereStaysWhatTheMucMadeHim) {
    begin();
    enter("Juliet", "juliet@capulet.example", "owner");
    regrade_romeo("admin");
    empower(benvolio, 10);
    empower(juliet, 60);
    empower(juliet, 0);
    EXPECT_THAT(world.muc.affiliations, IsEmpty());
}

// Nobody tells the bot of what becomes of those who are out.
TEST_F(PowersTest, WhatWasTakenBackWhileHeWasOutIsNoPowerAnyMore) {
    world.policy.power_from_muc = mapping::ModerationReach::all;
    powers()[world.bot] = 100;
    begin();
    empower(juliet, 50);
    go("Juliet", 0, "");
    enter("Juliet", "juliet@capulet.example", "none");
    EXPECT_EQ(powers()[juliet], 0);
}

TEST_F(PowersTest, APowerLiftsNoBanAndEndsNoMembership) {
    begin();
    world.muc.outcasts = {{world.puppet_of(benvolio).bare(), Affiliation::outcast, {}}};
    empower(benvolio, 50);
    powers()[juliet] = 50;
    enter("Juliet", "juliet@capulet.example", "member");
    empower(juliet, 0);
    EXPECT_THAT(world.muc.affiliations, IsEmpty());
}

TEST_F(PowersTest, WhatTheMucRefusesIsToldOnceAndTriedAgainWhenTheBotIsMore) {
    begin();
    enter("Nurse", "nurse@capulet.example", "owner");
    world.muc.refusal = StanzaError{"cancel", "not-allowed", {}};
    empower(juliet, 50);
    empower(world.romeo, 50);
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), AllOf(HasSubstr("owner"), HasSubstr("Nurse")));
    world.muc.refusal.reset();
    world.muc.affiliations.clear();
    auto own = tests::occupant_presence(seat("bridge"), bot);
    own.affiliation = "owner";
    own.statuses = {110};
    tell(std::move(own));
    EXPECT_THAT(world.muc.affiliations, SizeIs(2));
}

TEST_F(PowersTest, APowerCountsForNothingWhereThePolicyDoesNotSaySo) {
    world.policy.affiliation_from_power = mapping::ModerationReach::portals;
    begin();
    empower(juliet, 50);
    EXPECT_THAT(world.muc.affiliations, IsEmpty());
}

} // namespace
} // namespace bascule::bridge
