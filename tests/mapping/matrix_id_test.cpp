#include "mapping/matrix_id.hpp"

#include "mapping/server_name.hpp"
#include "mapping/utf8.hpp"
#include "tests/mapping/arbitrary.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::mapping {
namespace {

using samples::event;
using samples::room;
using samples::user;

template <class Id>
std::string reason_of(std::string_view text) {
    const auto parsed = Id::parse(text);
    return parsed.has_value() ? "parsed" : parsed.error().reason;
}

TEST(MatrixId, HasALocalpartAndAServer) {
    EXPECT_EQ(user("@romeo:montague.example").localpart(), "romeo");
    EXPECT_EQ(user("@romeo:montague.example").server(), "montague.example");
    EXPECT_EQ(user("@romeo:[::1]:8448").localpart(), "romeo");
    EXPECT_EQ(user("@romeo:[::1]:8448").server(), "[::1]:8448");
}

// Matrix appendices, "Historical User IDs": such ids have to be accepted.
TEST(MatrixId, AHistoricalUserIdIsAccepted) {
    for (const std::string id : {"@Romeo:hs", "@ro meo:hs", "@rom\xC3\xA9o:hs", "@#%\\/\x01:hs"}) {
        EXPECT_TRUE(UserId::parse(id).has_value()) << id;
    }
}

// Room version 12 names rooms by the hash of their create event alone.
TEST(MatrixId, RoomsAndEventsNeedNoServer) {
    EXPECT_EQ(room("!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM").server(), "");
    EXPECT_EQ(event("$acR1l0raoZnm60CBwAVgqbZqoO_mYU81xysh1u7XcJk").server(), "");
    EXPECT_EQ(room("!orchard:montague.example").server(), "montague.example");
    EXPECT_EQ(event("$Woodsy.Ye:montague.example:8448").server(), "montague.example:8448");
    EXPECT_EQ(room("!hash").localpart(), "hash");
}

TEST(MatrixId, WhatIsNoIdIsRefusedWithTheReason) {
    EXPECT_EQ(reason_of<UserId>(""), "a Matrix user id begins with '@'");
    EXPECT_EQ(reason_of<UserId>("romeo:hs"), "a Matrix user id begins with '@'");
    EXPECT_EQ(reason_of<UserId>("@"), "a Matrix user id has a name after the '@'");
    EXPECT_EQ(reason_of<UserId>("@:hs"), "a Matrix user id has a name after the '@'");
    EXPECT_EQ(reason_of<UserId>("@romeo"), "a Matrix user id ends with ':' and a server name");
    EXPECT_EQ(reason_of<UserId>("@romeo:"), "a Matrix user id has a valid server name after the first ':'");
    EXPECT_EQ(reason_of<RoomAlias>("#a:h s"), "a Matrix room alias has a valid server name after the first ':'");
    EXPECT_EQ(reason_of<RoomId>("!"), "a Matrix room id has a name after the '!'");
    EXPECT_EQ(reason_of<EventId>("!a"), "a Matrix event id begins with '$'");
    EXPECT_EQ(reason_of<UserId>("@\xFF:hs"), "a Matrix user id is valid UTF-8 without U+0000");
    EXPECT_EQ(reason_of<UserId>(std::string{"@a\0b:hs", 7}), "a Matrix user id is valid UTF-8 without U+0000");
    EXPECT_EQ(reason_of<UserId>("@\xED\xA0\x80:hs"), "a Matrix user id is valid UTF-8 without U+0000");
}

TEST(MatrixId, HasAtMost255Bytes) {
    const std::string longest(251, 'a');
    EXPECT_TRUE(UserId::parse("@" + longest + ":hs").has_value());
    EXPECT_EQ(reason_of<UserId>("@a" + longest + ":hs"), "a Matrix user id has at most 255 bytes, not 256");
}

TEST(MatrixId, AnyBytesAreParsedOrRefused) {
    Arbitrary any{3};
    for (int i = 0; i < 20'000; ++i) {
        const auto text =
            "@" + (any.one_in(2) ? any.bytes(any.below(12)) : any.text(any.below(6))) + ":" + any.server_name();
        const auto parsed = UserId::parse(text);
        if (parsed.has_value()) {
            EXPECT_EQ(parsed->str(), "@" + std::string{parsed->localpart()} + ":" + std::string{parsed->server()});
            EXPECT_TRUE(is_utf8(parsed->str()));
        }
    }
}

// Matrix appendices, "Server Name".
TEST(ServerName, IsAHostWithOrWithoutPort) {
    for (const std::string name : {"hs", "montague.example", "MONTAGUE.example", "a-b", "1.2.3.4", "1.2.3.4:1234",
                                   "hs:1", "[1234:5678::abcd]", "[1234:5678::abcd]:5678", "hs:65535"}) {
        EXPECT_TRUE(is_server_name(name)) << name;
    }
    for (const std::string name : {"", ":", "hs:", "hs:x", "hs:123456", "h_s", "h s", "[::1", "[]", "[::1]x",
                                   "[::1]:", "[::g]", "hs:1:2", "h\xC3\xA9", "hs/", "@hs"}) {
        EXPECT_FALSE(is_server_name(name)) << name;
    }
    EXPECT_TRUE(is_server_name(std::string(255, 'a')));
    EXPECT_FALSE(is_server_name(std::string(256, 'a')));
}

} // namespace
} // namespace bascule::mapping
