#include "matrix_appservice/percent_encoding.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::matrix {
namespace {

TEST(PercentEncodingTest, MakesOneSegmentOfAnything) {
    EXPECT_EQ(percent_encoded("@a/b=40c:hs.example"), "%40a%2Fb%3D40c%3Ahs.example");
    EXPECT_EQ(percent_encoded("Ä ~_.-"), "%C3%84%20~_.-");
}

TEST(PercentEncodingTest, GivesEveryByteBack) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        all.push_back(static_cast<char>(byte));
    }
    EXPECT_EQ(percent_decoded(percent_encoded(all)), all);
}

TEST(PercentEncodingTest, RefusesWhatIsNoEscape) {
    for (const auto* text : {"%", "%4", "%zz", "%4g", "a%", "%+1", "%-1", "% 1"}) {
        EXPECT_EQ(percent_decoded(text), std::nullopt) << text;
    }
}

TEST(QueryFieldTest, FindsAFieldAmongOthers) {
    EXPECT_EQ(query_field("a=1&access_token=s%20x&b", "access_token"), "s x");
    EXPECT_EQ(query_field("a=1&b&c=", "b"), "");
    EXPECT_EQ(query_field("a=1&&b=2", "b"), "2");
    EXPECT_EQ(query_field("aa=1", "a"), std::nullopt);
    EXPECT_EQ(query_field("", "a"), std::nullopt);
    EXPECT_EQ(query_field("a=%zz", "a"), std::nullopt);
}

} // namespace
} // namespace bascule::matrix
