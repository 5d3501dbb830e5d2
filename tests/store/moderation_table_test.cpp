#include "tests/samples.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>

namespace bascule::store {
namespace {

using bridge::Expulsion;
using bridge::ExpulsionKind;
using bridge::RoomFace;
using bridge::Side;
using testing::IsEmpty;
using testing::SizeIs;

const auto garden = samples::jid("garden@muc.capulet.example");
const auto tybalt = samples::user("@_xmpp_tybalt=40capulet.example:montague.example");
const auto romeo = samples::user("@romeo:montague.example");

class ModerationTableTest : public StoreTest {};

TEST_P(ModerationTableTest, WhoWasPutOutIsKeptByRoomAndUser) {
    auto& expulsions = store->expulsions();
    run(expulsions.save(Expulsion{garden, tybalt, ExpulsionKind::kick, Side::xmpp, 1'000, "too loud"}));
    run(expulsions.save(Expulsion{garden, tybalt, ExpulsionKind::ban, Side::matrix, 2'000, "for good"}));
    run(expulsions.save(Expulsion{garden, romeo, ExpulsionKind::kick, Side::xmpp, 3'000, {}}));
    const auto found = get(expulsions.of_room(garden));
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].user, tybalt);
    EXPECT_EQ(found[0].kind, ExpulsionKind::ban);
    EXPECT_EQ(found[0].by, Side::matrix);
    EXPECT_EQ(found[0].at_ms, 2'000);
    EXPECT_EQ(found[0].reason, "for good");
    EXPECT_EQ(found[1].kind, ExpulsionKind::kick);
    EXPECT_EQ(found[1].by, Side::xmpp);
    run(expulsions.remove(garden, tybalt));
    EXPECT_THAT(get(expulsions.of_room(garden)), SizeIs(1));
    run(expulsions.remove_room(garden));
    EXPECT_THAT(get(expulsions.of_room(garden)), IsEmpty());
}

TEST_P(ModerationTableTest, ARoomsLooksAreKept) {
    EXPECT_FALSE(get(store->faces().find(garden)));
    run(store->faces().save(garden, RoomFace{"Verona", "Garden", "abc"}));
    run(store->faces().save(garden, RoomFace{"Mantua", "Garden", {}}));
    EXPECT_EQ(get(store->faces().find(garden)), (RoomFace{"Mantua", "Garden", {}}));
    run(store->faces().remove(garden));
    EXPECT_FALSE(get(store->faces().find(garden)));
}

TEST_P(ModerationTableTest, APortalMovesInOneStep) {
    const auto orchard = samples::room("!orchard:montague.example");
    const auto balcony = samples::room("!balcony:montague.example");
    run(store->portals().save({bridge::PortalKind::plumbed, orchard, garden, {}, 7}));
    run(store->portal_moves().move(orchard, {bridge::PortalKind::plumbed, balcony, garden, {}, 7}));
    EXPECT_FALSE(get(store->portals().of_room(orchard)));
    const auto moved = get(store->portals().of_room(balcony));
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->address, garden);
    EXPECT_EQ(moved->created_ms, 7);
}

BASCULE_ON_BOTH_ENGINES(ModerationTableTest);

} // namespace
} // namespace bascule::store
