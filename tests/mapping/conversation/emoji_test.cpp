#include "mapping/conversation/emoji.hpp"

#include <gtest/gtest.h>

namespace bascule::mapping {
namespace {

// XEP-0444 §3
TEST(Emoji, VariationSelectorsMakeNoDifference) {
    EXPECT_EQ(without_selectors("❤\uFE0F"), "❤");
    EXPECT_EQ(without_selectors("❤\uFE0E"), without_selectors("❤"));
    EXPECT_NE(without_selectors("👍🏽"), without_selectors("👍"));
}

TEST(Emoji, WordsAndAddressesAreNone) {
    for (const auto* one : {"👍", "❤\uFE0F", "👩‍👩‍👧", "©", "1\uFE0F\u20E3", "🇩🇪", "⭐"}) {
        EXPECT_TRUE(is_emoji(one)) << one;
    }
    for (const auto* one : {"", "ok", "+1", "mxc://montague.example/abc", "é", "日本", "1"}) {
        EXPECT_FALSE(is_emoji(one)) << one;
    }
    EXPECT_FALSE(is_emoji(std::string(100, 'x')));
}

TEST(Emoji, KeycapsHaveTheirNumbers) {
    for (int number = 0; number <= 10; ++number) {
        EXPECT_EQ(keycap_number(keycap(number)), number);
    }
    EXPECT_EQ(keycap_number("2\u20E3"), 2);
    EXPECT_EQ(keycap_number("👍"), std::nullopt);
    EXPECT_EQ(keycap_number("12\u20E3"), std::nullopt);
    EXPECT_EQ(keycap(11), "11");
}

} // namespace
} // namespace bascule::mapping
