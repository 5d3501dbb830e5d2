#include "bridge/gateway/hosted_occupants.hpp"

#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace bascule::bridge {
namespace {

using samples::user;

const auto romeo = user("@romeo:montague.example");
const auto other_romeo = user("@romeo:verona.example");
const auto juliet = user("@_xmpp_juliet=40capulet.example:montague.example");
const auto balcony = samples::jid("juliet@capulet.example/balcony");

HostedMember member(const mapping::UserId& who, std::string nick, std::string name = {}) {
    return {who, std::move(nick), std::move(name), {}};
}

TEST(HostedOccupantsTest, SomebodyIsFoundByUserNickAndSession) {
    HostedOccupants occupants;
    auto one = member(juliet, "Juliet");
    one.sessions = {balcony};
    occupants.put(one);
    EXPECT_EQ(occupants.find(juliet)->nick, "Juliet");
    EXPECT_EQ(occupants.with_nick("JULIET")->user, juliet);
    EXPECT_EQ(occupants.with_session(balcony)->user, juliet);
    EXPECT_TRUE(occupants.is_anybody_in());
    one.nick = "Capulet";
    one.sessions.clear();
    occupants.put(one);
    EXPECT_EQ(occupants.with_nick("Juliet"), nullptr);
    EXPECT_EQ(occupants.with_session(balcony), nullptr);
    EXPECT_FALSE(occupants.is_anybody_in());
    occupants.remove(juliet);
    EXPECT_EQ(occupants.with_nick("Capulet"), nullptr);
}

TEST(HostedOccupantsTest, NoTwoNicksLookAlike) {
    HostedOccupants occupants;
    occupants.put(member(romeo, "Romeo"));
    EXPECT_FALSE(occupants.is_free("rom\u200beo", other_romeo));
    EXPECT_TRUE(occupants.is_free("rom\u200beo", romeo));
    EXPECT_EQ(occupants.nick_for(other_romeo, "Romeo"), "romeo (verona.example)");
    EXPECT_THROW(occupants.put(member(other_romeo, "ROMEO")), std::logic_error);
}

TEST(HostedOccupantsTest, NicksKnownFromBeforeComeFirst) {
    HostedOccupants occupants;
    occupants.put(member(romeo, {}, "Romeo"));
    occupants.put(member(other_romeo, {}, "Romeo"));
    occupants.show_at_most(10, {});
    EXPECT_TRUE(occupants.give_nicks({{other_romeo, "Romeo of Verona"}}).empty());
    EXPECT_EQ(occupants.find(other_romeo)->nick, "Romeo of Verona");
    EXPECT_EQ(occupants.find(romeo)->nick, "Romeo");
}

TEST(HostedOccupantsTest, OfManyThoseWhoMatterAreShown) {
    HostedOccupants occupants;
    for (int number = 0; number < 10; ++number) {
        occupants.put(member(user("@guest" + std::to_string(number) + ":montague.example"), {}, "Guest"));
    }
    auto moderator = member(romeo, {}, "Romeo");
    moderator.rank.role = mapping::Role::moderator;
    occupants.put(moderator);
    occupants.show_at_most(3, {user("@guest4:montague.example"), user("@gone:montague.example"),
                               user("@guest5:montague.example"), user("@guest6:montague.example")});
    occupants.give_nicks({});
    EXPECT_EQ(occupants.shown_count(), 3U);
    EXPECT_TRUE(occupants.find(romeo)->is_shown);
    EXPECT_TRUE(occupants.find(user("@guest5:montague.example"))->is_shown);
    EXPECT_FALSE(occupants.find(user("@guest6:montague.example"))->is_shown);
    EXPECT_EQ(occupants.size(), 11U);
}

} // namespace
} // namespace bascule::bridge
