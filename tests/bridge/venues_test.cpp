#include "bridge/muc/venues.hpp"

#include "tests/bridge/moderation_fixture.hpp"

#include <gmock/gmock.h>

namespace bascule::bridge {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class VenuesTest : public ModerationFixture {
protected:
    ~VenuesTest() override { world.finish(venues.stop()); }

    void close(const mapping::RoomId& successor) {
        world.homeserver.rooms[mantua].invited = {world.bot};
        world.room_admin.lineages[orchard].successor = successor;
        deliver("$end", orchard, world.romeo, RoomUpgraded{.replacement = successor.str()});
        world.let_run();
    }
    void begin_portal() {
        Portal portal{PortalKind::portal, orchard, garden, {}, 0};
        world.registry.portals.rows.push_back(portal);
        mucs.add(std::move(portal), false);
        world.let_run();
    }
    mapping::RoomId bridged_room() const { return world.registry.portals.rows.front().room; }

    const mapping::RoomId mantua = samples::room("!mantua:montague.example");
};

// Matrix spec, "Room upgrades"
TEST_F(VenuesTest, AnUpgradedRoomIsFollowed) {
    begin();
    world.room_admin.lineages[mantua].predecessor = orchard;
    close(mantua);
    EXPECT_EQ(bridged_room(), mantua);
    EXPECT_EQ(mucs.find(orchard), nullptr);
    EXPECT_NE(mucs.find(mantua), nullptr);
}

TEST_F(VenuesTest, AMucsAliasLeadsToItsPortalsNewRoomAndToThatOfTheNewMuc) {
    const auto alias_of = [this](const mapping::Jid& muc) { return world.finish(world.book.alias_of(muc)); };
    const auto alcove = samples::jid("alcove@muc.capulet.example");
    begin_portal();
    world.homeserver.aliases.emplace(alias_of(garden), orchard);
    world.room_admin.lineages[mantua].predecessor = orchard;
    close(mantua);
    EXPECT_EQ(world.homeserver.aliases.at(alias_of(garden)), mantua);
    world.xmpp.on_joined = {};
    venues.on_destroyed(world.registry.portals.rows.front(), alcove);
    world.let_run();
    EXPECT_EQ(world.homeserver.aliases.at(alias_of(alcove)), mantua);
}

TEST_F(VenuesTest, ARoomThatDoesNotNameItsPredecessorIsNotFollowed) {
    begin();
    close(mantua);
    EXPECT_EQ(bridged_room(), orchard);
}

TEST_F(VenuesTest, ASuccessorThatIsClosedToTheBotIsFollowedWhenItIsInvited) {
    begin();
    world.room_admin.lineages[mantua].predecessor = orchard;
    world.room_admin.lineages[orchard].successor = mantua;
    deliver("$end", orchard, world.romeo, RoomUpgraded{.replacement = mantua.str()});
    EXPECT_EQ(bridged_room(), orchard);
    EXPECT_THAT(notices().back(), HasSubstr(mantua.str()));
    world.homeserver.rooms[mantua].invited = {world.bot};
    deliver("$in", mantua, world.romeo, change_of(world.bot, Membership::invite, Membership::leave));
    world.let_run();
    EXPECT_EQ(bridged_room(), mantua);
}

// XEP-0045 §10.9
TEST_F(VenuesTest, AClosedMucIsFollowedToItsAlternateVenue) {
    begin();
    const auto alcove = samples::jid("alcove@muc.capulet.example");
    world.xmpp.on_joined = {};
    venues.on_destroyed(world.registry.portals.rows.front(), alcove);
    world.let_run();
    EXPECT_EQ(world.registry.portals.rows.front().address, alcove);
    EXPECT_NE(mucs.find(alcove), nullptr);
    EXPECT_EQ(mucs.find(garden), nullptr);
    EXPECT_THAT(notices(), SizeIs(1));
}

TEST_F(VenuesTest, OfAMucThatGoesOnElsewhereOnlyThatIsSaidAndNotThatItIsGone) {
    begin();
    world.xmpp.no_mucs = {garden};
    world.xmpp.on_joined = {};
    auto out = presence("bridge");
    out.is_available = false;
    out.is_destroyed = true;
    out.alternate_venue = samples::jid("alcove@muc.capulet.example");
    out.statuses = {110};
    tell(std::move(out));
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), HasSubstr("goes on as alcove@muc.capulet.example"));
}

TEST_F(VenuesTest, NobodyIsLedToABlockedMucNorInCircles) {
    begin();
    world.policy.permissions =
        fakes::SmallWorld::allow({{"evil.example", mapping::Permission::block}, {"*", mapping::Permission::use}});
    venues.on_destroyed(world.registry.portals.rows.front(), samples::jid("den@evil.example"));
    world.let_run();
    EXPECT_EQ(world.registry.portals.rows.front().address, garden);
    EXPECT_THAT(notices().back(), HasSubstr("does not allow"));
    const auto alcove = samples::jid("alcove@muc.capulet.example");
    world.xmpp.on_joined = {};
    venues.on_destroyed(world.registry.portals.rows.front(), alcove);
    world.let_run();
    venues.on_destroyed(world.registry.portals.rows.front(), garden);
    world.let_run();
    EXPECT_EQ(world.registry.portals.rows.front().address, alcove);
    EXPECT_THAT(notices().back(), HasSubstr("today"));
}

TEST_F(VenuesTest, AMucClosedForGoodIsToldAndStaysBridged) {
    begin();
    venues.on_destroyed(world.registry.portals.rows.front(), std::nullopt);
    world.let_run();
    EXPECT_EQ(world.registry.portals.rows.front().address, garden);
    EXPECT_THAT(notices().back(), HasSubstr("closed by its owners"));
}

} // namespace
} // namespace bascule::bridge
