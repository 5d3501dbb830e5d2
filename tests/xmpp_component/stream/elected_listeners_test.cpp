#include "xmpp_component/stream/elected_listeners.hpp"

#include "tests/samples.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using samples::jid;

constexpr std::string_view from = "garden@muc.capulet.example/Juliet";

bool is_wanted(const ElectedListeners& listeners, std::string_view to, std::string_view type = "groupchat") {
    return listeners.is_wanted({.name = "message", .from = from, .to = to, .type = type});
}

class ElectedListenersTest : public testing::Test {
protected:
    ElectedListenersTest() { listeners.elect(jid("garden@muc.capulet.example"), jid("matrix.example/bascule")); }
    ElectedListeners listeners;
};

TEST_F(ElectedListenersTest, OnlyTheListenersCopyOfAGroupMessageIsWanted) {
    EXPECT_TRUE(is_wanted(listeners, "matrix.example/bascule"));
    EXPECT_FALSE(is_wanted(listeners, "romeo%montague.example@matrix.example/bascule"));
    EXPECT_TRUE(is_wanted(listeners, "romeo@matrix.example/bascule", "chat"));
    EXPECT_TRUE(is_wanted(listeners, "romeo@matrix.example/bascule", "error"));
}

TEST_F(ElectedListenersTest, ACopyWhoseAddressMayBeWrittenInAnotherWayIsKept) {
    EXPECT_TRUE(is_wanted(listeners, "MATRIX.example/bascule"));
    EXPECT_TRUE(is_wanted(listeners, "rom\u00E9o@matrix.example/bascule"));
}

TEST_F(ElectedListenersTest, WithoutAListenerAllCopiesAreWanted) {
    listeners.elect(jid("garden@muc.capulet.example"), std::nullopt);
    EXPECT_TRUE(is_wanted(listeners, "romeo%montague.example@matrix.example/bascule"));
    EXPECT_TRUE(listeners.is_room(jid("garden@muc.capulet.example")));
    EXPECT_FALSE(listeners.is_room(jid("street@muc.capulet.example")));
}

} // namespace
} // namespace bascule::xmpp
