#include "matrix_appservice/client/server_url.hpp"

#include <gtest/gtest.h>

namespace bascule::matrix {
namespace {

TEST(ServerUrlTest, TakesAUrlApart) {
    const auto plain = ServerUrl::parse("http://127.0.0.1:8008").value();
    EXPECT_FALSE(plain.is_secure);
    EXPECT_EQ(plain.host, "127.0.0.1");
    EXPECT_EQ(plain.port, "8008");
    EXPECT_EQ(plain.prefix, "");
    EXPECT_EQ(plain.authority(), "127.0.0.1:8008");
    const auto secure = ServerUrl::parse("https://matrix.example.org/some/path//").value();
    EXPECT_TRUE(secure.is_secure);
    EXPECT_EQ(secure.port, "443");
    EXPECT_EQ(secure.prefix, "/some/path");
    EXPECT_EQ(secure.text(), "https://matrix.example.org/some/path");
    const auto six = ServerUrl::parse("http://[::1]:80/").value();
    EXPECT_EQ(six.host, "::1");
    EXPECT_EQ(six.authority(), "[::1]");
    EXPECT_EQ(six.prefix, "");
}

TEST(ServerUrlTest, RefusesWhatItCouldNotConnectTo) {
    for (const auto* text :
         {"", "example.org", "ftp://example.org", "http://", "http:///path", "http://:80", "http://a:0",
          "http://a:65536", "http://a:x", "http://a:", "http://[::1", "http://[::1]x", "http://u@a", "http://a/?q",
          "http://a/#f", "http://a b", "http://a\r\nX: y", "HTTP://a"}) {
        EXPECT_FALSE(ServerUrl::parse(text)) << text;
    }
}

} // namespace
} // namespace bascule::matrix
