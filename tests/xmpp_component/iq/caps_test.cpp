#include "xmpp_component/iq/caps.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

// XEP-0115 §5.2
TEST(CapsTest, TheSpecificationsExampleHasItsHash) {
    const DiscoInfo exodus{.identities = {{.category = "client", .type = "pc", .name = "Exodus 0.9.1"}},
                           .features = {"http://jabber.org/protocol/muc", "http://jabber.org/protocol/disco#items",
                                        "http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/caps"}};
    EXPECT_EQ(caps_hash(exodus), "QgayPKawpkPSDYmwT/WM94uAlu0=");
}

TEST(CapsTest, TheOrderOfFeaturesDoesNotMatter) {
    auto turned = puppet_info();
    std::swap(turned.features.front(), turned.features.back());
    EXPECT_EQ(caps_hash(turned), puppet_caps());
}

} // namespace
} // namespace bascule::xmpp
