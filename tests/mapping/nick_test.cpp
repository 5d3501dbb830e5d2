#include "mapping/nick.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bascule::mapping {
namespace {

UserId user(std::string_view text) {
    return UserId::parse(text).value();
}

TEST(NickLadderTest, BeginsWithTheDisplayNameAndFallsBackToWhoItIs) {
    const auto ladder = nick_ladder(user("@romeo:montague.example"), "Romeo M.");
    ASSERT_GE(ladder.size(), 4U);
    EXPECT_EQ(ladder[0], "Romeo M.");
    EXPECT_EQ(ladder[1], "romeo");
    EXPECT_EQ(ladder[2], "romeo (montague.example)");
    EXPECT_EQ(ladder[3], "Romeo M. [m]");
    EXPECT_EQ(ladder[4], "Romeo M. [2]");
}

TEST(NickLadderTest, DropsInvisibleAndDirectionChangingCharacters) {
    const auto ladder = nick_ladder(user("@romeo:montague.example"), "\u202eRo\u200bmeo\x01 \xC2\xA0 M");
    EXPECT_EQ(ladder[0], "Romeo M");
}

// Strict servers refuse what Unicode 3.2 did not know, such as most emoji.
TEST(NickLadderTest, OffersTheNameWithoutNewCharactersSecond) {
    const auto ladder = nick_ladder(user("@romeo:montague.example"), "Romeo \U0001F40E");
    EXPECT_EQ(ladder[0], "Romeo \U0001F40E");
    EXPECT_EQ(ladder[1], "Romeo");
}

TEST(NickLadderTest, IsNeverEmptyAndNeverTooLong) {
    const auto ladder = nick_ladder(user("@romeo:montague.example"), std::string(5000, 'x'));
    EXPECT_TRUE(std::ranges::all_of(ladder, [](const auto& nick) { return !nick.empty() && nick.size() <= 1023; }));
    EXPECT_EQ(nick_ladder(user("@romeo:montague.example"), "\u200b").front(), "romeo");
    EXPECT_FALSE(nick_ladder(user("@\U0001F40E:montague.example"), "").empty());
}

TEST(HostedNicksTest, AreOnesThatEveryServerPassesOnUnchanged) {
    const auto nicks = hosted_nicks(user("@romeo:montague.example"), "Romeo \U0001F40E");
    EXPECT_EQ(nicks.front(), "Romeo");
    EXPECT_EQ(nicks.at(1), "romeo");
    EXPECT_EQ(hosted_nicks(user("@romeo:montague.example"), "\uFF32omeo").front(), "Romeo");
}

TEST(HostedNicksTest, EndWithOneThatNobodyElseHas) {
    EXPECT_NE(hosted_nicks(user("@romeo:montague.example"), "Romeo").back(),
              hosted_nicks(user("@romeo:verona.example"), "Romeo").back());
    EXPECT_FALSE(hosted_nicks(user("@\U0001F40E:montague.example"), "\U0001F40E").empty());
}

TEST(HostedNickTest, IsTheWishWithoutWhatStrictServersRefuse) {
    EXPECT_EQ(hosted_nick("Juliet \U0001F339"), "Juliet");
    EXPECT_EQ(hosted_nick("Juliet"), "Juliet");
    EXPECT_EQ(hosted_nick("\U0001F339"), "");
}

TEST(LookOfTest, IsTheSameForNicksThatPeopleConfuse) {
    EXPECT_EQ(look_of("N1"), look_of("n\uff11"));
    EXPECT_EQ(look_of("Juliet"), look_of(" jul\u200diet "));
    EXPECT_NE(look_of("Juliet"), look_of("Julia"));
    EXPECT_EQ(look_of("Romeo Montague"), look_of("R\u03bfmeo \u039contague")) << "Greek";
    EXPECT_EQ(look_of("Romeo Montague"), look_of("R\u043em\u0435o Mont\u0430gu\u0435")) << "Cyrillic";
}

} // namespace
} // namespace bascule::mapping
