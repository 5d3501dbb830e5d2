#include "bridge/name_book.hpp"

#include "tests/fakes/memory_registry.hpp"
#include "tests/run.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace bascule::bridge {
namespace {

using samples::jid;
using samples::room;
using samples::user;
using tests::run;

class NameBookTest : public testing::Test {
protected:
    mapping::Names names = mapping::Names::create({}, "montague.example", jid("matrix.montague.example")).value();
    fakes::MemoryRegistry registry;
    NameBook book{names, registry.name_pairs};
};

TEST_F(NameBookTest, APlainNameNeverNeedsTheStore) {
    registry.go_away();
    const auto ghost = run(book.ghost_of(jid("juliet@capulet.example/balcony")));
    EXPECT_EQ(run(book.jid_of(ghost)), jid("juliet@capulet.example"));
    EXPECT_EQ(run(book.user_of(run(book.puppet_of(user("@romeo:montague.example"))))), user("@romeo:montague.example"));
}

TEST_F(NameBookTest, AHashIsLookedUpOnce) {
    NameBook writing{names, registry.name_pairs};
    const auto puppet = run(writing.puppet_of(user("@Romeo:montague.example")));
    EXPECT_EQ(run(writing.user_of(puppet)), user("@Romeo:montague.example"));
    EXPECT_EQ(registry.name_pairs.lookups, 0);
    NameBook reading{names, registry.name_pairs};
    EXPECT_EQ(run(reading.user_of(puppet)), user("@Romeo:montague.example"));
    EXPECT_EQ(run(reading.user_of(puppet)), user("@Romeo:montague.example"));
    EXPECT_EQ(registry.name_pairs.lookups, 1);
}

// XEP-0421: an occupant id is opaque, so it may be what no resource may be.
TEST_F(NameBookTest, AnOccupantsKeyNeedNotBeAResource) {
    const auto garden = jid("garden@muc.capulet.example");
    for (const std::string key : {"id-7", "a/b", "\x01", ""}) {
        const auto ghost = run(book.ghost_of_occupant(garden, key));
        const OccupantName expected{garden, key};
        EXPECT_EQ(run(book.occupant_of(ghost)), expected);
    }
    EXPECT_EQ(run(book.occupant_of(run(book.ghost_of(garden)))), std::nullopt);
}

TEST_F(NameBookTest, ARoomWithoutAliasHasAHandle) {
    const auto orchard = room("!orchard:montague.example");
    const auto handle = run(book.gateway_room_of(orchard));
    EXPECT_TRUE(handle.local().starts_with('!'));
    EXPECT_EQ(run(book.room_of_gateway(handle)), NameBook::GatewayMeaning{orchard});
}

TEST_F(NameBookTest, WhoIsNoneOfOursStandsForNobody) {
    EXPECT_EQ(run(book.jid_of(user("@romeo:montague.example"))), std::nullopt);
    EXPECT_EQ(run(book.jid_of(user("@_xmpp_juliet=40capulet.example:elsewhere.example"))), std::nullopt);
    EXPECT_EQ(run(book.user_of(jid("romeo%montague.example@capulet.example"))), std::nullopt);
}

} // namespace
} // namespace bascule::bridge
