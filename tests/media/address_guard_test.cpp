#include "bridge/media/address_guard.hpp"

#include <gtest/gtest.h>

namespace bascule::media {
namespace {

bool permits(const AddressGuard& guard, const char* address) {
    return guard.permits(boost::asio::ip::make_address(address));
}

TEST(AddressGuardTest, NobodyIsAskedThroughTheBridgeWhoIsInside) {
    const auto guard = AddressGuard::create({}).value();
    for (const auto* const address : {"127.0.0.1",
                                      "10.1.2.3",
                                      "172.16.0.1",
                                      "172.31.255.255",
                                      "192.168.1.1",
                                      "169.254.169.254",
                                      "100.64.0.1",
                                      "0.0.0.0",
                                      "224.0.0.1",
                                      "255.255.255.255",
                                      "192.0.0.1",
                                      "198.18.0.1",
                                      "::1",
                                      "::",
                                      "fe80::1",
                                      "fd00::1",
                                      "fc00::1",
                                      "ff02::1",
                                      "::ffff:127.0.0.1",
                                      "::ffff:10.0.0.1",
                                      "64:ff9b::7f00:1",
                                      "2002:7f00:1::",
                                      "2001:db8::1"}) {
        EXPECT_FALSE(permits(guard, address)) << address;
    }
    for (const auto* const address : {"1.1.1.1", "172.32.0.1", "11.0.0.1", "2606:4700::1111", "::ffff:1.1.1.1"}) {
        EXPECT_TRUE(permits(guard, address)) << address;
    }
}

TEST(AddressGuardTest, AnAdminMayOpenSome) {
    const auto guard = AddressGuard::create({"127.0.0.0/8", "fd00:1::/32", "192.168.1.7"}).value();
    EXPECT_TRUE(permits(guard, "127.8.9.1"));
    EXPECT_TRUE(permits(guard, "::ffff:127.0.0.1"));
    EXPECT_TRUE(permits(guard, "fd00:1:2::3"));
    EXPECT_TRUE(permits(guard, "192.168.1.7"));
    EXPECT_FALSE(permits(guard, "192.168.1.8"));
    EXPECT_FALSE(permits(guard, "fd00:2::3"));
    EXPECT_FALSE(permits(guard, "::1"));
}

TEST(AddressGuardTest, WhatIsNoNetworkIsNamed) {
    for (const auto* const text : {"example.org", "127.0.0.0/33", "127.0.0.0/", "1.2.3", "::/129", "::1/x"}) {
        const auto guard = AddressGuard::create({text});
        ASSERT_FALSE(guard) << text;
        EXPECT_NE(guard.error().reason.find(text), std::string::npos);
    }
}

} // namespace
} // namespace bascule::media
