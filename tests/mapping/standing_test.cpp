#include "mapping/standing.hpp"

#include <gtest/gtest.h>

namespace bascule::mapping {
namespace {

TEST(Standing, IsReadFromTheWordsOfAPresence) {
    EXPECT_EQ(standing_in("admin", "moderator"), (Standing{Affiliation::admin, Role::moderator}));
    EXPECT_EQ(standing_in("", "king"), Standing{});
    EXPECT_FALSE(parse_reach(""));
    EXPECT_EQ(parse_reach("all"), ModerationReach::all);
}

TEST(Standing, RanksFromOwnerToOutcast) {
    EXPECT_TRUE(is_at_least(Affiliation::owner, Affiliation::admin));
    EXPECT_FALSE(is_at_least(Affiliation::member, Affiliation::admin));
    EXPECT_TRUE(is_at_least(Role::moderator, Role::moderator));
    EXPECT_EQ(lower_of(Affiliation::owner, Affiliation::none), Affiliation::none);
    const Standing owner{Affiliation::owner, Role::moderator};
    EXPECT_EQ(higher_of({Affiliation::none, Role::participant}, owner), owner);
}

TEST(Standing, IsWorthPowerInARoomThatTheBridgeRules) {
    const PowerScale scale;
    EXPECT_EQ(power_of({Affiliation::owner, Role::moderator}, scale, 1'000), 100);
    EXPECT_EQ(power_of({Affiliation::admin, Role::moderator}, scale, 100), 75);
    EXPECT_EQ(power_of({Affiliation::none, Role::moderator}, scale, 100), 50);
    EXPECT_EQ(power_of({Affiliation::member, Role::participant}, scale, 100), 0);
    EXPECT_EQ(power_of({Affiliation::none, Role::visitor}, scale, 100), 0);
}

TEST(Standing, IsNeverWorthAsMuchPowerAsTheBridgeHas) {
    const PowerScale scale;
    EXPECT_EQ(power_of({Affiliation::owner, Role::moderator}, scale, 100), 99);
    EXPECT_EQ(power_of({Affiliation::admin, Role::moderator}, scale, 50), 49);
    EXPECT_EQ(power_of({Affiliation::owner, Role::moderator}, scale, 0), 0);
}

TEST(Standing, FollowsFromPowerByTheRoomsOwnScale) {
    PowerScale scale;
    EXPECT_EQ(affiliation_of(100, scale), Affiliation::owner);
    EXPECT_EQ(affiliation_of(50, scale), Affiliation::admin);
    EXPECT_EQ(affiliation_of(49, scale), Affiliation::none);
    scale.ban = 60;
    EXPECT_EQ(affiliation_of(50, scale), Affiliation::none);
}

} // namespace
} // namespace bascule::mapping
