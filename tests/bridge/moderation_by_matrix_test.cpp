#include "tests/bridge/moderation_fixture.hpp"

#include <gmock/gmock.h>

namespace bascule::bridge {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ModerationByMatrixTest : public ModerationFixture {
protected:
    void refuse() { world.muc.refusal = StanzaError{"auth", "forbidden", {}}; }
    Delivery relay(const char* text) {
        const JournalEntry entry{{{Side::xmpp, garden.str()}, text}, text, juliet.str(), 0};
        return world.finish(
            muc_room().relay({1, entry}, tests::group_message({seat("Juliet"), bot, text}, text, text), Doubt::none));
    }
};

// XEP-0045 §8.2
TEST_F(ModerationByMatrixTest, AKickOfAGhostIsAKickInTheMucWithWhoAndWhy) {
    begin();
    change(world.romeo, juliet, Membership::leave, Membership::join);
    ASSERT_THAT(world.muc.roles, SizeIs(1));
    EXPECT_EQ(world.muc.roles.front().seat, seat("Juliet"));
    EXPECT_EQ(world.muc.roles.front().role, mapping::Role::none);
    EXPECT_EQ(world.muc.roles.front().reason, "by Romeo: enough");
    EXPECT_FALSE(is_here(juliet));
    EXPECT_THAT(notices(), IsEmpty());
}

TEST_F(ModerationByMatrixTest, WhoIsKickedComesBackWhenHeEntersTheMucAnewAndNotByWriting) {
    begin();
    change(world.romeo, juliet, Membership::leave, Membership::join);
    EXPECT_EQ(relay("s1").state, Delivery::State::parked);
    EXPECT_FALSE(is_here(juliet));
    go("Juliet", 307, "bridge");
    EXPECT_THAT(world.room_admin.kicks, IsEmpty()) << "what the bot has done does not come back";
    enter("Juliet", "juliet@capulet.example");
    EXPECT_TRUE(is_here(juliet));
    EXPECT_EQ(relay("s2").state, Delivery::State::arrived);
}

TEST_F(ModerationByMatrixTest, AKickThatTheMucRefusesIsToldWithWhoCanHelpAndTheGhostIsPutBack) {
    begin();
    enter("Nurse", "nurse@capulet.example", "owner");
    refuse();
    change(world.romeo, juliet, Membership::leave, Membership::join);
    EXPECT_TRUE(is_here(juliet));
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), AllOf(HasSubstr("moderator"), HasSubstr("Nurse")));
    change(world.romeo, juliet, Membership::leave, Membership::join);
    EXPECT_THAT(notices(), SizeIs(1)) << "once";
}

// XEP-0045 §9.1
TEST_F(ModerationByMatrixTest, ABanOfAGhostIsABanInTheMucAndSurvivesARestart) {
    begin();
    change(world.romeo, juliet, Membership::ban, Membership::join);
    ASSERT_THAT(world.muc.affiliations, SizeIs(1));
    EXPECT_EQ(world.muc.affiliations.front().jid, samples::jid("juliet@capulet.example"));
    EXPECT_EQ(world.muc.affiliations.front().affiliation, mapping::Affiliation::outcast);
    ASSERT_THAT(world.expulsions.rows, SizeIs(1));
    EXPECT_EQ(world.expulsions.rows.front().by, Side::matrix);
    enter("Juliet", "juliet@capulet.example");
    EXPECT_FALSE(is_here(juliet));
    EXPECT_EQ(relay("s1").state, Delivery::State::parked);
}

TEST_F(ModerationByMatrixTest, WhoseAddressTheMucHidesIsKickedThereAndBannedHere) {
    plumb();
    tell(presence("Mercutio"));
    const auto mercutio = world.finish(world.book.ghost_of_occupant(garden, "Mercutio"));
    change(world.romeo, mercutio, Membership::ban, Membership::join);
    EXPECT_THAT(world.muc.affiliations, IsEmpty());
    EXPECT_THAT(world.muc.roles, SizeIs(1));
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), HasSubstr("hides"));
}

TEST_F(ModerationByMatrixTest, AnUnbanTakesWhoIsOutcastFromTheMucsList) {
    begin();
    change(world.romeo, juliet, Membership::ban, Membership::join);
    world.muc.outcasts = {{samples::jid("juliet@capulet.example"), mapping::Affiliation::outcast, {}}};
    change(world.romeo, juliet, Membership::leave, Membership::ban);
    ASSERT_THAT(world.muc.affiliations, SizeIs(2));
    EXPECT_EQ(world.muc.affiliations.back().affiliation, mapping::Affiliation::none);
    EXPECT_THAT(world.expulsions.rows, IsEmpty());
}

TEST_F(ModerationByMatrixTest, AnUnbanDemotesNobodyWhoIsNoOutcast) {
    begin();
    change(world.romeo, juliet, Membership::leave, Membership::ban);
    EXPECT_THAT(world.muc.affiliations, IsEmpty());
}

TEST_F(ModerationByMatrixTest, AKickMeetsAnOutageAndIsTriedAgain) {
    begin();
    world.muc.is_away = true;
    EXPECT_THROW(change(world.romeo, juliet, Membership::leave, Membership::join), Outage);
    world.let_run();
    EXPECT_FALSE(is_here(juliet)) << "nothing brings her in meanwhile";
    world.muc.is_away = false;
    change(world.romeo, juliet, Membership::leave, Membership::join);
    EXPECT_THAT(world.muc.roles, SizeIs(1));
}

TEST_F(ModerationByMatrixTest, WhatTheBotItselfDoesStaysHere) {
    begin();
    change(world.bot, juliet, Membership::leave, Membership::join);
    change(world.bot, juliet, Membership::ban, Membership::join);
    EXPECT_THAT(world.muc.roles, IsEmpty());
    EXPECT_THAT(world.muc.affiliations, IsEmpty());
}

// XEP-0045 §8.1
TEST_F(ModerationByMatrixTest, ATopicIsSetByThePuppetOfWhoSetIt) {
    begin();
    deliver("$topic", orchard, world.romeo, StateChange{RoomAspect::topic, "Verona"});
    ASSERT_THAT(world.muc.subjects, SizeIs(1));
    EXPECT_EQ(world.muc.subjects.front().as, world.puppet_of(world.romeo));
    EXPECT_EQ(world.muc.subjects.front().text, "Verona");
    muc_room().on_subject({{seat("Romeo"), bot, {}}, "Verona"}); // its reflection
    world.let_run();
    EXPECT_THAT(world.room_admin.texts[std::make_tuple(orchard, std::string{"m.room.topic"})], IsEmpty());
}

TEST_F(ModerationByMatrixTest, ATopicThatTheMucRefusesIsTriedAsTheBotAndThenPutBack) {
    begin();
    world.room_admin.texts[std::make_tuple(orchard, std::string{"m.room.topic"})] = "Verona";
    deliver("$topic", orchard, world.romeo, StateChange{RoomAspect::topic, "Verona"});
    const StanzaError error{"auth", "forbidden", {}};
    world.finish(muc_room().on_returned({{garden, world.puppet_of(world.romeo), "topic $topic"}, error}));
    ASSERT_THAT(world.muc.subjects, SizeIs(2));
    EXPECT_EQ(world.muc.subjects.back().as, bot);
    EXPECT_EQ(world.muc.subjects.back().text, "Verona");
    world.finish(muc_room().on_returned({{garden, bot, "bot-topic $topic"}, error}));
    world.let_run();
    EXPECT_THAT(world.room_admin.texts[std::make_tuple(orchard, std::string{"m.room.topic"})], IsEmpty());
    EXPECT_THAT(notices(), SizeIs(1));
}

// XEP-0045 §7.8.2
TEST_F(ModerationByMatrixTest, AGhostsInvitationGoesToThePerson) {
    plumb();
    const auto nurse = world.ghost_of("nurse@capulet.example");
    change(world.romeo, nurse, Membership::invite, Membership::leave);
    ASSERT_THAT(world.muc.invites, SizeIs(1));
    EXPECT_EQ(world.muc.invites.front().to, samples::jid("nurse@capulet.example"));
    EXPECT_EQ(world.muc.invites.front().as, world.puppet_of(world.romeo));
    const StanzaError error{"auth", "forbidden", {}};
    world.finish(muc_room().on_returned({{garden, world.puppet_of(world.romeo), world.muc.invites.front().id}, error}));
    EXPECT_THAT(world.muc.direct_invites, SizeIs(1)) << "a room that does not pass it on";
    EXPECT_THAT(notices(), IsEmpty());
}

} // namespace
} // namespace bascule::bridge
