#include "tests/bridge/gateway/gateway_fixture.hpp"

namespace bascule::bridge {
namespace {

using mapping::Affiliation;
using mapping::Role;
using Words = std::vector<std::string>;

class GatewayEventsTest : public GatewayTest {
protected:
    void SetUp() override {
        world.homeserver.rooms[verona].members.insert(benvolio);
        world.homeserver.users[benvolio].display_name = "Benvolio";
        enter(juliet, "Juliet");
        enter(nurse, "Nurse");
        service.forget();
    }
};

TEST_F(GatewayEventsTest, JoinsAndLeavesOfMatrixUsersAreShown) {
    const auto paris = samples::user("@paris:montague.example");
    happen("$1", paris, change_of(paris, Membership::join, "Paris"));
    EXPECT_EQ(service.told, (Words{"+Paris", "+Paris"}));
    service.forget();
    happen("$2", paris, change_of(paris, Membership::leave));
    EXPECT_EQ(service.told, (Words{"-Paris", "-Paris"}));
    EXPECT_EQ(shown("Paris", nurse).status, "because");
    EXPECT_EQ(shown("Paris", nurse).rank.role, Role::none);
    EXPECT_TRUE(shown("Paris", nurse).statuses.empty());
}

// XEP-0045 §7.6
TEST_F(GatewayEventsTest, ANewDisplayNameIsANewNick) {
    happen("$1", benvolio, change_of(benvolio, Membership::join, "Ben"));
    EXPECT_EQ(shown("Benvolio", juliet).new_nick, "Ben");
    EXPECT_TRUE(has(shown("Benvolio", juliet), 303));
    EXPECT_EQ(shown("Ben", juliet).kind, SeatPresence::Kind::available);
    service.forget();
    happen("$2", benvolio, change_of(benvolio, Membership::join, "Ben"));
    EXPECT_TRUE(service.told.empty());
}

// XEP-0045 §8.2
TEST_F(GatewayEventsTest, AKickTellsAllWithActorAndReason) {
    happen("$1", world.romeo, change_of(ghost(), Membership::leave));
    const auto& out = shown("Juliet", juliet);
    EXPECT_TRUE(has(out, 307) && has(out, 110));
    EXPECT_EQ(out.actor, "Romeo");
    EXPECT_EQ(out.reason, "because");
    EXPECT_EQ(out.rank, (mapping::MucRank{Affiliation::none, Role::none}));
    EXPECT_TRUE(has(shown("Juliet", nurse), 307));
    EXPECT_FALSE(has(shown("Juliet", nurse), 110));
    EXPECT_EQ(records.session_rows.size(), 1U);
    say(juliet, "1", "Still here?");
    EXPECT_EQ(world.xmpp.bounces.at(0).error.condition, "not-acceptable");
}

// XEP-0045 §9.1
TEST_F(GatewayEventsTest, ABanMakesAnOutcast) {
    happen("$1", world.romeo, change_of(ghost(), Membership::ban));
    EXPECT_TRUE(has(shown("Juliet", juliet), 301));
    EXPECT_EQ(shown("Juliet", nurse).rank.affiliation, Affiliation::outcast);
}

TEST_F(GatewayEventsTest, AKickOfAMatrixUserIsShownLikewise) {
    happen("$1", ghost(), change_of(benvolio, Membership::leave));
    EXPECT_TRUE(has(shown("Benvolio", nurse), 307));
    EXPECT_EQ(shown("Benvolio", nurse).actor, "Juliet");
}

// What our own ghost did comes late: meanwhile its person may be back.
TEST_F(GatewayEventsTest, OurOwnGhostsComingAndGoingPutsNobodyOut) {
    happen("$1", ghost(), change_of(ghost(), Membership::leave));
    happen("$2", ghost(), change_of(ghost(), Membership::join, "Juliet"));
    EXPECT_TRUE(service.told.empty());
}

// Nobody hears a room that his ghost is not in.
TEST_F(GatewayEventsTest, WhoseGhostHasReallyLeftIsPutOut) {
    world.homeserver.rooms[verona].members.erase(ghost());
    happen("$1", ghost(), change_of(ghost(), Membership::leave));
    EXPECT_TRUE(has(shown("Juliet", juliet), 307) && has(shown("Juliet", juliet), 110));
    EXPECT_EQ(shown("Juliet", nurse).kind, SeatPresence::Kind::unavailable);
    EXPECT_FALSE(rooms->find(muc)->is_in(juliet));
    EXPECT_EQ(records.session_rows.size(), 1U);
}

// XEP-0045 §8.3, §9.3
TEST_F(GatewayEventsTest, PowerIsShownAsRankToAll) {
    world.homeserver.rooms[verona].rights.users[ghost()] = 50;
    happen("$1", world.romeo, StateChange{RoomAspect::power_levels, {}});
    EXPECT_EQ(service.told, (Words{"+Juliet", "+Juliet"}));
    EXPECT_EQ(shown("Juliet", nurse).rank, (mapping::MucRank{Affiliation::admin, Role::moderator}));
    EXPECT_EQ(shown("Juliet", nurse).hat, "Moderator (50)");
    EXPECT_TRUE(has(shown("Juliet", juliet), 110));
}

// XEP-0045 §10.2.1
TEST_F(GatewayEventsTest, ANewNameIsAChangeOfTheConfiguration) {
    happen("$1", world.romeo, StateChange{RoomAspect::name, "Mantua"});
    EXPECT_EQ(service.changes.size(), 2U);
}

TEST_F(GatewayEventsTest, WhoComesLaterIsToldOfTheTopicWithItsAuthorAndTime) {
    auto event = fakes::SmallWorld::said("$1", verona, world.romeo, {});
    event.at_ms = 77;
    event.content = StateChange{RoomAspect::topic, "Act II"};
    happen(event);
    EXPECT_EQ(service.subjects.at(0).from, seat("Romeo"));
    EXPECT_EQ(service.subjects.at(0).stanza_id, "$1");
    service.forget();
    enter(phone, "Juliet");
    EXPECT_EQ(service.subjects.at(0).text, "Act II");
    EXPECT_EQ(service.subjects.at(0).from, seat("Romeo"));
    EXPECT_EQ(service.subjects.at(0).delay_ms, 77);
}

// XEP-0045 §10.9
TEST_F(GatewayEventsTest, AnUpgradeEndsTheMucAndNamesTheNewOne) {
    happen("$1", world.romeo, RoomUpgraded{"!mantua:montague.example", "moved"});
    ASSERT_EQ(service.ends.size(), 2U);
    EXPECT_EQ(service.ends.at(0).alternate_venue,
              world.finish(world.book.gateway_room_of(samples::room("!mantua:montague.example"))));
    EXPECT_TRUE(records.session_rows.empty());
    EXPECT_FALSE(rooms->hosts(verona));
}

TEST_F(GatewayEventsTest, WithoutItsBotTheMucEnds) {
    happen("$1", world.romeo, change_of(world.bot, Membership::leave));
    EXPECT_EQ(service.ends.size(), 2U);
    EXPECT_FALSE(rooms->hosts(verona));
}

TEST_F(GatewayEventsTest, WhatBreaksOffIsToldAgainWhenItIsTriedAgain) {
    service.cut_after = 1;
    EXPECT_THROW(happen("$1", benvolio, change_of(benvolio, Membership::leave)), Outage);
    service.forget();
    happen("$1", benvolio, change_of(benvolio, Membership::leave));
    EXPECT_EQ(service.told, (Words{"-Benvolio", "-Benvolio"}));
}

TEST_F(GatewayEventsTest, WhoIsPutOutHearsNothingThoughHeCouldNotBeTold) {
    service.cut_after = 0;
    EXPECT_THROW(happen("$1", world.romeo, change_of(ghost(), Membership::leave)), Outage);
    EXPECT_FALSE(rooms->find(muc)->is_in(juliet));
    service.forget();
    happen(fakes::SmallWorld::said("$2", verona, world.romeo, "She is gone"));
    EXPECT_EQ(service.told, Words{"says She is gone"}) << "to the nurse";
    service.forget();
    happen("$1", world.romeo, change_of(ghost(), Membership::leave));
    EXPECT_TRUE(has(shown("Juliet", juliet), 307) && has(shown("Juliet", juliet), 110));
    EXPECT_TRUE(has(shown("Juliet", nurse), 307));
}

TEST_F(GatewayEventsTest, WhoLeavesHearsNothingThoughNobodyCouldBeTold) {
    enter(phone, "Juliet");
    for (const auto& session : {phone, juliet}) {
        service.cut_after = 0;
        leave(session, "Juliet");
        EXPECT_FALSE(rooms->find(muc)->is_in(session));
    }
    service.forget();
    ++world.xmpp.stream;
    rooms->on_connected();
    world.let_run();
    EXPECT_EQ(shown("Juliet", nurse).kind, SeatPresence::Kind::unavailable);
}

TEST_F(GatewayEventsTest, ANewStreamIsToldAgainWhatMayHaveBeenLost) {
    happen("$1", benvolio, change_of(benvolio, Membership::leave));
    service.forget();
    ++world.xmpp.stream;
    rooms->on_connected();
    world.let_run();
    EXPECT_EQ(shown("Benvolio", juliet).kind, SeatPresence::Kind::unavailable);
    EXPECT_EQ(shown("Nurse", juliet).kind, SeatPresence::Kind::available);
}

TEST_F(GatewayEventsTest, OtherRoomsAreNoneOfItsBusiness) {
    EXPECT_FALSE(
        happen(fakes::SmallWorld::said("$1", samples::room("!mantua:montague.example"), world.romeo, "Hello")));
}

// XEP-0249
TEST_F(GatewayEventsTest, APersonWhoseGhostIsInvitedIsAsked) {
    auto event = fakes::SmallWorld::said("$1", verona, world.romeo, {});
    event.content = change_of(world.ghost_of("paris@capulet.example"), Membership::invite);
    world.finish(rooms->on_ghost_invited(world.ghost_of("paris@capulet.example"), event));
    ASSERT_EQ(service.invitations.size(), 1U);
    EXPECT_EQ(service.invitations.at(0).room, muc);
    EXPECT_EQ(service.invitations.at(0).to, samples::jid("paris@capulet.example"));
    EXPECT_EQ(service.invitations.at(0).by, world.puppet_of(world.romeo).bare());
}

} // namespace
} // namespace bascule::bridge
