#include "mapping/conversation/names_in_text.hpp"

#include <gtest/gtest.h>

namespace bascule::mapping {
namespace {

TEST(NamesInText, ANameAtTheBeginningWithItsColonIsOne) {
    EXPECT_EQ(name_in("Romeo: wherefore art thou?", "Romeo"), (Span{0, 5}));
    EXPECT_EQ(name_in("Romeo, hear me", "Romeo"), (Span{0, 5}));
    EXPECT_EQ(name_in("Romeo is away", "Romeo"), std::nullopt);
    EXPECT_EQ(name_in("Romeos: no", "Romeo"), std::nullopt);
}

TEST(NamesInText, ANameBehindAnAtIsOneAnywhere) {
    EXPECT_EQ(name_in("go, @Romeo!", "Romeo"), (Span{5, 10}));
    EXPECT_EQ(name_in("ö @Ömer", "Ömer"), (Span{3, 7}));
    EXPECT_EQ(name_in("@Romeos", "Romeo"), std::nullopt);
    EXPECT_EQ(name_in("mail to juliet@Romeo", "Romeo"), std::nullopt);
}

TEST(NamesInText, AVeryShortNameIsNone) {
    EXPECT_EQ(name_in("a: b", "a"), std::nullopt);
    EXPECT_EQ(name_in(": b", ""), std::nullopt);
}

TEST(NamesInText, PartsAreCountedInCodePoints) {
    EXPECT_EQ(part_of("äöü", {1, 2}), "ö");
    EXPECT_EQ(part_of("äöü", {2, 9}), "ü");
    EXPECT_EQ(part_of("äöü", {5, 9}), "");
    EXPECT_EQ(part_of("äöü", {2, 1}), "");
    EXPECT_EQ(code_points("ä\xFF"), 2U);
}

} // namespace
} // namespace bascule::mapping
