#include "bridge/media/byte_range.hpp"

#include <gtest/gtest.h>

namespace bascule::media {
namespace {

using Kind = RangeWish::Kind;

// RFC 9110 §14.1.2, its own examples for 10,000 bytes.
TEST(ByteRangeTest, TheExamplesOfTheSpecification) {
    EXPECT_EQ(range_in("bytes=0-499", 10'000).part, (ByteRange{0, 500}));
    EXPECT_EQ(range_in("bytes=500-999", 10'000).part, (ByteRange{500, 1'000}));
    EXPECT_EQ(range_in("bytes=-500", 10'000).part, (ByteRange{9'500, 10'000}));
    EXPECT_EQ(range_in("bytes=9500-", 10'000).part, (ByteRange{9'500, 10'000}));
}

TEST(ByteRangeTest, WhatIsBeyondTheEndIsCut) {
    EXPECT_EQ(range_in("bytes=0-99999", 10).part, (ByteRange{0, 10}));
    EXPECT_EQ(range_in("bytes=-99999", 10).part, (ByteRange{0, 10}));
    EXPECT_EQ(range_in("bytes=0-18446744073709551615", 10).part, (ByteRange{0, 10}));
}

TEST(ByteRangeTest, WhatCannotBeServedIsToldSo) {
    EXPECT_EQ(range_in("bytes=10-", 10).kind, Kind::impossible);
    EXPECT_EQ(range_in("bytes=-0", 10).kind, Kind::impossible);
    EXPECT_EQ(range_in("bytes=0-", 0).kind, Kind::impossible);
}

TEST(ByteRangeTest, WhatIsNoRangeAsksForAll) {
    for (const auto* const header : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,3-4",
                                     "lines=0-1", "bytes=99999999999999999999-"}) {
        EXPECT_EQ(range_in(header, 10).kind, Kind::all) << header;
    }
}

} // namespace
} // namespace bascule::media
