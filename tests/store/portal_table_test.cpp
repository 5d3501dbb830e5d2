#include "tests/samples.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace bascule::store {
namespace {

using bridge::Portal;
using bridge::PortalKind;
using samples::user;
using testing::IsEmpty;
using testing::SizeIs;

const auto romeo = samples::user("@romeo:montague.example");
const auto juliet = samples::jid("juliet@capulet.example");
const auto garden = samples::jid("garden@muc.capulet.example");
const auto verona = samples::room("!verona:montague.example");
const auto mantua = samples::room("!mantua:montague.example");

class PortalTableTest : public StoreTest {};

TEST_P(PortalTableTest, APlumbedRoomIsFoundByRoomAndByMuc) {
    run(store->portals().save(Portal{PortalKind::plumbed, verona, garden, std::nullopt}));
    const auto by_room = get(store->portals().of_room(verona));
    ASSERT_TRUE(by_room);
    EXPECT_EQ(by_room->kind, PortalKind::plumbed);
    EXPECT_EQ(by_room->address, garden);
    EXPECT_FALSE(by_room->user);
    const auto by_muc = get(store->portals().of_muc(garden));
    ASSERT_TRUE(by_muc);
    EXPECT_EQ(by_muc->room, verona);
    EXPECT_FALSE(get(store->portals().of_room(mantua)));
    EXPECT_FALSE(get(store->portals().of_muc(juliet)));
}

TEST_P(PortalTableTest, ADirectChatIsFoundByItsPairOnly) {
    run(store->portals().save(Portal{PortalKind::direct, verona, juliet, romeo}));
    const auto found = get(store->portals().direct(romeo, juliet));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->room, verona);
    EXPECT_EQ(found->user, romeo);
    EXPECT_FALSE(get(store->portals().of_muc(juliet)));
    EXPECT_FALSE(get(store->portals().direct(user("@paris:montague.example"), juliet)));
}

TEST_P(PortalTableTest, TheSameDirectPairMovesToItsNewRoom) {
    run(store->portals().save(Portal{PortalKind::direct, verona, juliet, romeo}));
    run(store->portals().save(Portal{PortalKind::direct, mantua, juliet, romeo}));
    EXPECT_FALSE(get(store->portals().of_room(verona)));
    EXPECT_EQ(get(store->portals().direct(romeo, juliet))->room, mantua);
    EXPECT_THAT(get(store->portals().all()), SizeIs(1));
}

TEST_P(PortalTableTest, TheSameRoomGetsItsNewAddress) {
    run(store->portals().save(Portal{PortalKind::direct, verona, juliet, romeo}));
    run(store->portals().save(Portal{PortalKind::gateway, verona, garden, std::nullopt}));
    const auto all = get(store->portals().all());
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].kind, PortalKind::gateway);
    EXPECT_FALSE(get(store->portals().direct(romeo, juliet)));
}

TEST_P(PortalTableTest, TwoUsersMayTalkToTheSamePeer) {
    run(store->portals().save(Portal{PortalKind::direct, verona, juliet, romeo}));
    run(store->portals().save(Portal{PortalKind::direct, mantua, juliet, user("@paris:montague.example")}));
    EXPECT_THAT(get(store->portals().all()), SizeIs(2));
}

TEST_P(PortalTableTest, AMucIsInAtMostOnePortal) {
    run(store->portals().save(Portal{PortalKind::plumbed, verona, garden, std::nullopt}));
    EXPECT_THROW(run(store->portals().save(Portal{PortalKind::portal, mantua, garden, std::nullopt})), SqlError);
    EXPECT_EQ(get(store->portals().of_muc(garden))->room, verona);
}

TEST_P(PortalTableTest, ARemovedPortalIsGone) {
    run(store->portals().save(Portal{PortalKind::plumbed, verona, garden, std::nullopt}));
    run(store->portals().remove(verona));
    run(store->portals().remove(verona));
    EXPECT_THAT(get(store->portals().all()), IsEmpty());
}

BASCULE_ON_BOTH_ENGINES(PortalTableTest);

} // namespace
} // namespace bascule::store
