#include "tests/bridge/gateway/gateway_fixture.hpp"

namespace bascule::bridge {
namespace {

using mapping::Affiliation;
using mapping::Role;
using Deed = RoomBench::Deed;

class GatewayRequestsTest : public GatewayTest {
protected:
    void SetUp() override {
        world.homeserver.rooms[verona].rights.users[ghost()] = 50;
        enter(juliet, "Juliet");
        enter(nurse, "Nurse");
    }
    std::string change(RankWish wish) {
        wish.room = muc;
        const auto error = world.finish(rooms->change_rank(std::move(wish)));
        return error ? error->condition : "done";
    }
    RankWish wish(const mapping::Jid& asker) const { return {.room = muc, .asker = asker, .reason = "Peace"}; }
    RankList list(const mapping::Jid& asker, std::optional<Role> role, std::optional<Affiliation> affiliation) {
        return world.finish(rooms->ranked({muc, asker, role, affiliation}));
    }
};

// XEP-0045 §8.2
TEST_F(GatewayRequestsTest, AModeratorKicksWithThePowerOfHisGhost) {
    auto kick = wish(juliet);
    kick.nick = "Romeo";
    kick.role = Role::none;
    EXPECT_EQ(change(kick), "done");
    ASSERT_EQ(door.acts.size(), 1U);
    EXPECT_EQ(door.acts.at(0).as, ghost());
    EXPECT_EQ(door.acts.at(0).user, world.romeo);
    EXPECT_EQ(door.acts.at(0).deed, Deed::kick);
    EXPECT_EQ(door.acts.at(0).reason, "Peace");
    door.refusal = Refusal{403, "M_FORBIDDEN", "he is above you"};
    EXPECT_EQ(change(kick), "not-allowed");
}

TEST_F(GatewayRequestsTest, WhoIsNoModeratorChangesNothing) {
    auto kick = wish(nurse);
    kick.nick = "Juliet";
    kick.role = Role::none;
    EXPECT_EQ(change(kick), "forbidden");
    kick.asker = samples::jid("tybalt@capulet.example/sword");
    EXPECT_EQ(change(kick), "forbidden");
    EXPECT_TRUE(door.acts.empty());
}

// XEP-0045 §8.2, §9.1
TEST_F(GatewayRequestsTest, WhoPutsHimselfOutLeavesAndCannotBanHimself) {
    enter(phone, "Juliet");
    auto kick = wish(juliet);
    kick.affiliation = Affiliation::outcast;
    kick.jid = juliet.bare();
    EXPECT_EQ(change(kick), "conflict");
    kick = wish(juliet);
    kick.nick = "Juliet";
    kick.role = Role::none;
    EXPECT_EQ(change(kick), "done");
    EXPECT_TRUE(door.acts.empty());
    for (const auto& session : {juliet, phone}) {
        EXPECT_FALSE(rooms->find(muc)->is_in(session));
        EXPECT_TRUE(has(shown("Juliet", session), 307) && has(shown("Juliet", session), 110));
    }
    EXPECT_EQ(shown("Juliet", nurse).kind, SeatPresence::Kind::unavailable);
    EXPECT_EQ(shown("Juliet", nurse).reason, "Peace");
    EXPECT_FALSE(rooms->holds(ghost(), verona)) << "her ghost leaves like that of anybody who has left";
}

// XEP-0045 §9.1, §9.2
TEST_F(GatewayRequestsTest, ABanNamesAnAddressOfEitherSide) {
    auto ban = wish(juliet);
    ban.affiliation = Affiliation::outcast;
    ban.jid = samples::jid("tybalt@capulet.example");
    EXPECT_EQ(change(ban), "done");
    ban.jid = samples::jid("benvolio%montague.example@matrix.montague.example");
    EXPECT_EQ(change(ban), "done");
    EXPECT_EQ(door.acts.at(0).user, world.ghost_of("tybalt@capulet.example"));
    EXPECT_EQ(door.acts.at(1).user, benvolio);
    door.outcasts = {benvolio};
    ban.affiliation = Affiliation::none;
    EXPECT_EQ(change(ban), "done");
    EXPECT_EQ(door.acts.at(2).deed, Deed::unban);
}

// XEP-0045 §8.3 to §10.8
TEST_F(GatewayRequestsTest, RolesAndAffiliationsArePower) {
    auto promotion = wish(juliet);
    promotion.nick = "Nurse";
    promotion.role = Role::moderator;
    EXPECT_EQ(change(promotion), "done");
    promotion.role = Role::visitor;
    EXPECT_EQ(change(promotion), "done");
    promotion.role = {};
    promotion.affiliation = Affiliation::owner;
    EXPECT_EQ(change(promotion), "done");
    ASSERT_EQ(door.powers.size(), 3U);
    EXPECT_EQ(door.powers.at(0).power, 50);
    EXPECT_EQ(door.powers.at(1).power, -1);
    EXPECT_EQ(door.powers.at(2).power, 100);
    promotion.affiliation = Affiliation::none;
    EXPECT_EQ(change(promotion), "done"); // as he is
    EXPECT_EQ(door.powers.size(), 3U);
    promotion.nick = "Nobody";
    EXPECT_EQ(change(promotion), "item-not-found");
}

TEST_F(GatewayRequestsTest, ToBecomeAMemberOfAClosedRoomIsToBeInvited) {
    world.homeserver.rooms[verona].rights.join_rule = "invite";
    happen("$1", world.romeo, StateChange{RoomAspect::join_rule, "invite"});
    auto membership = wish(juliet);
    membership.jid = samples::jid("paris@capulet.example");
    membership.affiliation = Affiliation::member;
    EXPECT_EQ(change(membership), "done");
    EXPECT_TRUE(world.homeserver.rooms[verona].invited.contains(world.ghost_of("paris@capulet.example")));
}

// XEP-0045 §9.5 and following
TEST_F(GatewayRequestsTest, ListsAreForThoseWhoMaySeeThem) {
    door.outcasts = {world.ghost_of("tybalt@capulet.example")};
    const auto owners = list(nurse, {}, Affiliation::owner);
    ASSERT_EQ(owners.items.size(), 1U);
    EXPECT_EQ(owners.items.at(0).nick, "Romeo");
    EXPECT_EQ(owners.items.at(0).jid, world.puppet_of(world.romeo).bare());
    EXPECT_EQ(list(juliet, Role::moderator, {}).items.size(), 2U);
    EXPECT_EQ(list(juliet, {}, Affiliation::outcast).items.at(0).jid, samples::jid("tybalt@capulet.example"));
    EXPECT_EQ(list(nurse, Role::moderator, {}).error->condition, "forbidden");
    EXPECT_EQ(list(nurse, {}, Affiliation::outcast).error->condition, "forbidden");
    EXPECT_EQ(list(samples::jid("tybalt@capulet.example/sword"), {}, Affiliation::owner).error->condition, "forbidden");
}

// XEP-0410 §3
TEST_F(GatewayRequestsTest, ASelfPingTellsWhetherThisSessionIsIn) {
    const auto ping = [this](const std::string& nick, const mapping::Jid& asker) {
        const auto error = world.finish(rooms->ping(seat(nick), asker));
        return error ? error->condition : "in";
    };
    EXPECT_EQ(ping("Juliet", juliet), "in");
    EXPECT_EQ(ping("Nurse", juliet), "in");
    EXPECT_EQ(ping("Nobody", juliet), "item-not-found");
    EXPECT_EQ(ping("Juliet", phone), "not-acceptable");
    leave(juliet, "Juliet");
    EXPECT_EQ(ping("Juliet", juliet), "not-acceptable");
}

// XEP-0045 §7.10
TEST_F(GatewayRequestsTest, ToRegisterIsToKnock) {
    const auto tybalt = samples::jid("tybalt@capulet.example/sword");
    EXPECT_EQ(world.finish(rooms->registration(muc, juliet)).nick, "Juliet");
    EXPECT_EQ(world.finish(rooms->registration(muc, tybalt)).nick, "");
    EXPECT_FALSE(world.finish(rooms->enroll(muc, tybalt, "Let me in")));
    EXPECT_EQ(door.knocks, std::vector{world.ghost_of("tybalt@capulet.example")});
    door.refusal = Refusal{403, "M_FORBIDDEN", "nobody may knock here"};
    EXPECT_EQ(world.finish(rooms->enroll(muc, tybalt, "Please"))->condition, "forbidden");
}

} // namespace
} // namespace bascule::bridge
