#include "mapping/muc_rank.hpp"

#include <gtest/gtest.h>

namespace bascule::mapping {
namespace {

TEST(MucRankTest, PowerMakesRank) {
    const PowerNeeds needs;
    EXPECT_EQ(rank_of(100, needs, Entrance::open), (MucRank{Affiliation::owner, Role::moderator}));
    EXPECT_EQ(rank_of(99, needs, Entrance::open), (MucRank{Affiliation::admin, Role::moderator}));
    EXPECT_EQ(rank_of(50, needs, Entrance::open), (MucRank{Affiliation::admin, Role::moderator}));
    EXPECT_EQ(rank_of(49, needs, Entrance::open), (MucRank{Affiliation::none, Role::participant}));
    EXPECT_EQ(rank_of(0, needs, Entrance::members_only), (MucRank{Affiliation::member, Role::participant}));
    EXPECT_EQ(rank_of(-1, needs, Entrance::members_only), (MucRank{Affiliation::member, Role::visitor}));
}

TEST(MucRankTest, WhatIsGivenIsWhatIsShown) {
    for (const auto& needs : {PowerNeeds{}, PowerNeeds{50, 50, 10, 0}, PowerNeeds{90, 30, 0, 0}}) {
        EXPECT_EQ(rank_of(*power_for(Role::moderator, needs), needs, Entrance::open).role, Role::moderator);
        EXPECT_EQ(rank_of(*power_for(Role::participant, needs), needs, Entrance::open).role, Role::participant);
        EXPECT_EQ(rank_of(*power_for(Role::visitor, needs), needs, Entrance::open).role, Role::visitor);
        EXPECT_EQ(rank_of(*power_for(Affiliation::owner, needs), needs, Entrance::open).affiliation,
                  Affiliation::owner);
        EXPECT_EQ(rank_of(*power_for(Affiliation::none, needs), needs, Entrance::open).affiliation, Affiliation::none);
    }
    EXPECT_EQ(power_for(Affiliation::admin, PowerNeeds{}), 75);
    EXPECT_FALSE(power_for(Role::none, PowerNeeds{}));
    EXPECT_FALSE(power_for(Affiliation::outcast, PowerNeeds{}));
}

TEST(MucRankTest, WordsGoBothWays) {
    EXPECT_EQ(affiliation_from("outcast"), Affiliation::outcast);
    EXPECT_EQ(role_from(word_of(Role::visitor)), Role::visitor);
    EXPECT_EQ(word_of(Affiliation::member), "member");
    EXPECT_FALSE(affiliation_from(""));
    EXPECT_FALSE(role_from("king"));
}

} // namespace
} // namespace bascule::mapping
