#include "bridge/media/web_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::media {
namespace {

TEST(WebAddressTest, PartsOfAUrl) {
    const auto plain = WebAddress::parse("http://upload.example:8080/a/b?c=d#e").value();
    EXPECT_FALSE(plain.is_secure);
    EXPECT_EQ(plain.host, "upload.example");
    EXPECT_EQ(plain.port, 8080);
    EXPECT_EQ(plain.target, "/a/b?c=d");
    EXPECT_EQ(plain.fragment, "e");
    EXPECT_EQ(plain.authority(), "upload.example:8080");
    const auto bare = WebAddress::parse("https://[2001:db8::1]").value();
    EXPECT_EQ(bare.host, "2001:db8::1");
    EXPECT_EQ(bare.target, "/");
    EXPECT_EQ(bare.authority(), "[2001:db8::1]");
    const auto secret = WebAddress::parse("aesgcm://upload.example/f#abc").value();
    EXPECT_TRUE(secret.is_secure);
    EXPECT_EQ(secret.port, 443);
    EXPECT_EQ(secret.fragment, "abc");
}

TEST(WebAddressTest, WhatCannotBeFetchedIsRefused) {
    for (const auto* const url :
         {"", "ftp://a/b", "file:///etc/passwd", "https://", "https:///a", "http://user@inside/", "http://a:0/",
          "http://a:99999/", "http://a:b/", "http://[::1/", "http://a b/", "http://a/\r\nX: y", "javascript:alert(1)",
          "http://a/\xC3\xA9"}) {
        EXPECT_FALSE(WebAddress::parse(url)) << url;
    }
    EXPECT_FALSE(WebAddress::parse("https://a/" + std::string(5'000, 'x')));
}

// RFC 9110 §10.2.2
TEST(WebAddressTest, RedirectionsLeadElsewhere) {
    const auto here = WebAddress::parse("https://upload.example:444/a").value();
    EXPECT_EQ(here.relative("/b?c").value().target, "/b?c");
    EXPECT_EQ(here.relative("/b").value().port, 444);
    EXPECT_EQ(here.relative("//other.example/b").value().host, "other.example");
    EXPECT_EQ(here.relative("http://127.0.0.1/b").value().host, "127.0.0.1");
    EXPECT_FALSE(here.relative("gopher://a/"));
    EXPECT_FALSE(here.relative(""));
}

} // namespace
} // namespace bascule::media
