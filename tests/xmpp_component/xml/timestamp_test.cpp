#include "xmpp_component/xml/timestamp.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

// XEP-0082 §3.2
TEST(TimestampTest, ReadsTheExamplesOfTheSpecification) {
    EXPECT_EQ(parse_timestamp("1969-07-21T02:56:15Z"), -14159025000);
    EXPECT_EQ(parse_timestamp("1969-07-20T21:56:15-05:00"), -14159025000);
    EXPECT_EQ(parse_timestamp("2002-09-10T23:08:25Z"), 1031699305000);
    EXPECT_EQ(parse_timestamp("2002-09-10T23:08:25.1234567Z"), 1031699305123);
}

TEST(TimestampTest, RefusesEverythingElse) {
    for (const auto* wrong :
         {"", "now", "2002-09-10", "2002-09-10T23:08:25", "2002-13-10T23:08:25Z", "2002-02-30T23:08:25Z",
          "2002-09-10T23:08:25Z ", "2002-09-10T23:08:25+5:00", "20020910T23:08:25", "-002-09-10T23:08:25Z"}) {
        EXPECT_FALSE(parse_timestamp(wrong)) << wrong;
    }
}

TEST(TimestampTest, WritesWhatItReads) {
    for (const std::int64_t moment : {std::int64_t{0}, std::int64_t{1031699305123}, std::int64_t{-1}}) {
        EXPECT_EQ(parse_timestamp(format_timestamp(moment)), moment);
    }
    EXPECT_EQ(format_timestamp(1031699305123), "2002-09-10T23:08:25.123Z");
}

} // namespace
} // namespace bascule::xmpp
