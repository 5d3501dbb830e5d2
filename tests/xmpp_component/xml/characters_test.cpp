#include "xmpp_component/xml/characters.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

TEST(ShortenedTest, CutsBetweenCharactersAndSaysSo) {
    EXPECT_EQ(shortened("Juliet", 6), "Juliet");
    EXPECT_EQ(shortened("Juliet!", 6), "Jul\u2026");
    EXPECT_EQ(shortened("\u00E9\u00E9\u00E9\u00E9", 7), "\u00E9\u00E9\u2026");
    EXPECT_EQ(shortened("\u00E9\u00E9\u00E9\u00E9", 6), "\u00E9\u2026");
    EXPECT_EQ(shortened("Juliet", 2), "\u2026");
}

// XML 1.0 §2.2
TEST(CharacterTest, KnowsWhatXmlCanCarry) {
    for (const auto* legal : {"\t", "\n", "\r", " ", "\x7F", "\u00E9", "\uFFFD", "\U0001F339", "\U0010FFFF"}) {
        EXPECT_TRUE(character_at(legal, 0).is_legal) << legal;
    }
    for (const auto* illegal : {"\x01", "\x1F", "\xFF", "\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",
                                "\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xF4\x90\x80\x80", "\xF0\x9F\x8C", "\xC3"}) {
        EXPECT_FALSE(character_at(illegal, 0).is_legal);
    }
}

} // namespace
} // namespace bascule::xmpp
