#include "mapping/conversation/excerpt.hpp"

#include <gtest/gtest.h>

namespace bascule::mapping {
namespace {

TEST(Excerpt, AShortTextIsWhole) {
    EXPECT_EQ(excerpt("But soft!"), "But soft!");
    EXPECT_EQ(excerpt(""), "");
    EXPECT_EQ(excerpt(" \n\t"), "");
}

TEST(Excerpt, ALongOneEndsWithAnEllipsis) {
    EXPECT_EQ(excerpt("what light through yonder window breaks", 10), "what light…");
    EXPECT_EQ(excerpt("what light through", 5), "what…");
}

TEST(Excerpt, LinesAndRunsOfSpacesBecomeOne) {
    EXPECT_EQ(excerpt("It is  the east,\n\nand Juliet\tis the sun"), "It is the east, and Juliet is the sun");
}

TEST(Excerpt, CountsCodePointsAndCutsNoneOfThem) {
    EXPECT_EQ(excerpt("ääää", 2), "ää…");
    EXPECT_EQ(excerpt("日本語", 3), "日本語");
}

// UAX #29: what is joined is one character to the reader.
TEST(Excerpt, CutsNothingThatIsJoined) {
    EXPECT_EQ(excerpt("ab👩‍👩‍👧c", 4), "ab…");
    EXPECT_EQ(excerpt("a👍🏽b", 2), "a…");
    EXPECT_EQ(excerpt("ae\u0301b", 2), "a…");
}

TEST(Excerpt, TakesBytesThatAreNoUtf8AsTheyAre) {
    EXPECT_EQ(excerpt("\xFF\xFE\xFD", 2), "\xFF\xFE…");
}

TEST(FirstLines, KeepsSoManyLinesAndSkipsEmptyOnes) {
    EXPECT_EQ(first_lines("one\n\ntwo\nthree\nfour", 3, 20), "one\ntwo\nthree…");
    EXPECT_EQ(first_lines("one\ntwo", 3, 20), "one\ntwo");
    EXPECT_EQ(first_lines("a long line\nb", 3, 6), "a long…\nb");
}

} // namespace
} // namespace bascule::mapping
