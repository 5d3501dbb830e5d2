#include "bridge/store/stored_text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace bascule::store {
namespace {

std::string stored(const std::string& text) {
    std::optional<std::string> value{text};
    to_stored(value);
    return *value;
}

std::string back(const std::string& text) {
    std::optional<std::string> value{text};
    from_stored(value);
    return *value;
}

TEST(StoredText, OrdinaryTextStaysAsItIs) {
    for (const std::string text : {"", "rose", "<body>\t'\"\\\n</body>", "é€🌹", "\x01\x7F"}) {
        EXPECT_EQ(stored(text), text);
        EXPECT_EQ(back(text), text);
    }
}

TEST(StoredText, WhatTextCannotHoldIsEscaped) {
    EXPECT_EQ(stored(std::string("a\0b", 3)),
              "a\x10"
              "00b");
    EXPECT_EQ(stored("\x10"),
              "\x10"
              "10");
    EXPECT_EQ(stored("\xFF"),
              "\x10"
              "ff");
}

// RFC 3629 §3: these look like UTF-8 but are not; PostgreSQL refuses them.
TEST(StoredText, OverlongFormsSurrogatesAndWhatIsBeyondUnicodeAreEscaped) {
    constexpr std::array hostile{
        "\xC0\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",    "\xF4\x90\x80\x80", "\xC3",
        "\xE2\x82", "\xF0\x9F\x8C", "\x80",         "\xF8\x88\x80\x80\x80"};
    for (const std::string text : hostile) {
        EXPECT_EQ(stored(text).size(), text.size() * 3) << text;
        EXPECT_EQ(back(stored(text)), text);
    }
}

TEST(StoredText, TheLastCharactersOfEachSizeAreText) {
    for (const std::string text : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                   "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_EQ(stored(text), text);
    }
}

TEST(StoredText, EveryTextComesBack) {
    std::minstd_rand random{7};
    // Bytes that matter come up often.
    constexpr std::array<unsigned char, 12> bytes{0x00, 0x10, 0x30, 0x31, 0x61, 0x80,
                                                  0xBF, 0xC3, 0xE2, 0xED, 0xF0, 0xF4};
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto left = random() % 12; left > 0; --left) {
            text += static_cast<char>(bytes.at(random() % bytes.size()));
        }
        ASSERT_EQ(back(stored(text)), text);
    }
}

} // namespace
} // namespace bascule::store
