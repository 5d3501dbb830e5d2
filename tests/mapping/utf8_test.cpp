#include "mapping/utf8.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace bascule::mapping {
namespace {

TEST(Utf8, IsWellFormedOrNot) {
    for (const std::string good : {"", "a", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                   "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_TRUE(is_utf8(good));
        EXPECT_TRUE(is_utf8("x" + good + "y" + good));
    }
    for (const std::string bad :
         {"\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xC2",
          "\xE1\x80", "\xF1\x80\x80", "\xC2\x41", "\xE1\x80\x41", "\xFE"}) {
        EXPECT_FALSE(is_utf8(bad));
        EXPECT_FALSE(is_utf8("x" + bad));
    }
}

TEST(Utf8, ACharacterHasAsManyBytesAsItsFirstOneSays) {
    EXPECT_EQ(utf8_length("a\u00E9"), 1U);
    EXPECT_EQ(utf8_length("\u00E9a"), 2U);
    EXPECT_EQ(utf8_length("\uFFFDa"), 3U);
    EXPECT_EQ(utf8_length("\U0001F339a"), 4U);
    EXPECT_EQ(utf8_length({"\0", 1}), 1U);
    EXPECT_EQ(utf8_length(""), 0U);
    EXPECT_EQ(utf8_length("\xED\xA0\x80"), 0U);
}

TEST(Utf8, TheFirstCodePointsAreWhole) {
    const std::string text = "R\u00F6\u2665\U0001F339!";
    const std::array<std::string_view, 7> parts{"",   "R", "R\u00F6", "R\u00F6\u2665", "R\u00F6\u2665\U0001F339",
                                                text, text};
    for (std::size_t count = 0; count < parts.size(); ++count) {
        EXPECT_EQ(first_code_points(text, count), parts[count]) << count;
    }
}

TEST(Utf8, OfWhatIsIllFormedEachByteCounts) {
    EXPECT_EQ(first_code_points("\xFF\xC3\xE2\x99x", 3), "\xFF\xC3\xE2");
    EXPECT_EQ(first_code_points("", 3), "");
}

} // namespace
} // namespace bascule::mapping
