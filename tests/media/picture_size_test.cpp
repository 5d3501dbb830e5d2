#include "bridge/media/picture_size.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::media {
namespace {

using namespace std::string_literals;

const auto png = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x20\0\0\x01\0"s;
const auto gif = "GIF89a\x20\0\0\x01"s;
const auto jpeg = "\xFF\xD8\xFF\xE0\0\x04zz\xFF\xC0\0\x11\x08\x01\0\0\x20\x03\0\0\0\0"s;
const auto webp = "RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x1F\0\0\xFF\0\0"s;

TEST(PictureSizeTest, EachFormatSaysItsSize) {
    for (const auto& picture : {png, gif, jpeg, webp}) {
        EXPECT_EQ(picture_size(picture), (PictureSize{32, 256})) << picture.substr(0, 4);
    }
}

TEST(PictureSizeTest, WhatIsCutOffHasNone) {
    for (const auto& picture : {png, gif, jpeg, webp}) {
        for (std::size_t length = 0; length < 10; ++length) {
            EXPECT_EQ(picture_size(picture.substr(0, length)), std::nullopt);
        }
    }
    EXPECT_EQ(picture_size("<html>"), std::nullopt);
}

TEST(PictureSizeTest, AFileIsWhatItsBytesSay) {
    EXPECT_EQ(type_by_content(png), "image/png");
    EXPECT_EQ(type_by_content(jpeg), "image/jpeg");
    EXPECT_EQ(type_by_content("OggS\0"s), "audio/ogg");
    EXPECT_EQ(type_by_content("\0\0\0\x18"
                              "ftypmp42"s),
              "video/mp4");
    EXPECT_EQ(type_by_content("<svg xmlns='http://www.w3.org/2000/svg'>"), "");
    EXPECT_EQ(type_by_content("<!doctype html>"), "");
    EXPECT_EQ(type_by_content(""), "");
}

} // namespace
} // namespace bascule::media
