#include "xmpp_component/xml/base64.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

namespace bascule::xmpp {
namespace {

// RFC 4648 §10
TEST(Base64, GivesTheSpecificationsExamplesBothWays) {
    const std::array<std::pair<std::string, std::string>, 7> examples{{{"", ""},
                                                                       {"f", "Zg=="},
                                                                       {"fo", "Zm8="},
                                                                       {"foo", "Zm9v"},
                                                                       {"foob", "Zm9vYg=="},
                                                                       {"fooba", "Zm9vYmE="},
                                                                       {"foobar", "Zm9vYmFy"}}};
    for (const auto& [bytes, text] : examples) {
        EXPECT_EQ(base64_of(bytes), text);
        EXPECT_EQ(bytes_of_base64(text), bytes);
    }
}

TEST(Base64, RoundTripsEveryByte) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) {
        bytes += static_cast<char>(byte);
    }
    EXPECT_EQ(bytes_of_base64(base64_of(bytes)), bytes);
}

TEST(Base64, PassesOverLineBreaksAndRefusesWhatIsNone) {
    EXPECT_EQ(bytes_of_base64("Zm9v\r\n YmFy\n"), "foobar");
    for (const auto* const wrong : {"Zm9", "Zm9v!mFy", "Z===", "Zg==Zg==", "=Zm9"}) {
        EXPECT_FALSE(bytes_of_base64(wrong)) << wrong;
    }
}

} // namespace
} // namespace bascule::xmpp
