#include "bridge/people/picture.hpp"

#include <gtest/gtest.h>

namespace bascule::bridge {
namespace {

using namespace std::string_literals;

TEST(Picture, IsKnownByItsFirstBytesAlone) {
    EXPECT_EQ(picture_type("\x89PNG\r\n\x1a\nrest"s), "image/png");
    EXPECT_EQ(picture_type("\xff\xd8\xff\xe0rest"s), "image/jpeg");
    EXPECT_EQ(picture_type("GIF89a.."s), "image/gif");
    EXPECT_EQ(picture_type("RIFF\x04\x00\x00\x00WEBPVP8 "s), "image/webp");
}

TEST(Picture, IsNothingThatABrowserWouldRun) {
    for (const auto& bytes : {""s, "<svg onload='x'/>"s, "<html>"s, "RIFF"s, "RIFF....WAVE"s, "\x89PN"s}) {
        EXPECT_FALSE(picture_type(bytes)) << bytes;
    }
}

// FIPS 180-2, appendix A
TEST(Picture, IsNamedByItsSha1) {
    EXPECT_EQ(picture_hash("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(picture_hash(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

} // namespace
} // namespace bascule::bridge
