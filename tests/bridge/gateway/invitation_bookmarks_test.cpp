#include "bridge/gateway/invitation_bookmarks.hpp"

#include "tests/bridge/gateway/gateway_fixture.hpp"
#include "tests/fakes/fake_room_guide.hpp"
#include "tests/fakes/people_ports.hpp"

namespace bascule::bridge {
namespace {

class InvitationBookmarksTest : public GatewayTest {
protected:
    InvitationBookmarksTest() {
        enter(juliet, "Juliet");
        guide.info = HostedRoomInfo{.name = "Verona"};
        bookmarks.granted.insert("capulet.example");
        rooms->tell_invitations_to(watch);
    }
    void TearDown() override {
        world.finish(watch.stop());
        GatewayTest::TearDown();
    }
    void invite_paris() {
        world.homeserver.rooms[verona].invited.insert(world.ghost_of("paris@capulet.example"));
        auto event = world.said("$i", verona, world.romeo, {});
        event.content = change_of(world.ghost_of("paris@capulet.example"), Membership::invite);
        world.finish(rooms->on_ghost_invited(world.ghost_of("paris@capulet.example"), event));
        world.let_run();
    }

    const mapping::Jid paris = samples::jid("paris@capulet.example");
    fakes::FakeBookmarks bookmarks;
    fakes::FakeRoomGuide guide;
    InvitationBookmarks watch{world.context.get_executor(), bookmarks, guide};
};

TEST_F(InvitationBookmarksTest, WhoIsInvitedFindsTheRoomAmongHisBookmarks) {
    invite_paris();
    ASSERT_EQ(bookmarks.kept.size(), 1U);
    EXPECT_EQ(bookmarks.kept.at(0).owner, paris);
    EXPECT_EQ(bookmarks.kept.at(0).room, muc);
    EXPECT_EQ(bookmarks.kept.at(0).name, "Verona");
}

TEST_F(InvitationBookmarksTest, ARoomWithoutANameIsKeptToo) {
    guide.info = StanzaError{"cancel", "item-not-found", {}};
    invite_paris();
    ASSERT_EQ(bookmarks.kept.size(), 1U);
    EXPECT_EQ(bookmarks.kept.at(0).name, "");
}

TEST_F(InvitationBookmarksTest, WhoDeclinesDoesNotKeepIt) {
    invite_paris();
    MucInvitation no{.head = {samples::jid("paris@capulet.example/study"), muc, "d1"},
                     .kind = MucInvitation::Kind::decline,
                     .is_mediated = true,
                     .room = muc,
                     .from = {},
                     .to = world.puppet_of(world.romeo).bare(),
                     .reason = {},
                     .password = {}};
    bring(no);
    world.let_run();
    EXPECT_TRUE(bookmarks.kept.empty());
}

TEST_F(InvitationBookmarksTest, NothingIsTouchedThatIsNotGranted) {
    bookmarks.granted.clear();
    invite_paris();
    EXPECT_TRUE(bookmarks.kept.empty());
    EXPECT_TRUE(guide.described.empty());
    EXPECT_EQ(service.invitations.size(), 1U);
}

TEST_F(InvitationBookmarksTest, AnOutageCostsTheBookmarkAlone) {
    bookmarks.is_away = true;
    invite_paris();
    EXPECT_EQ(service.invitations.size(), 1U);
}

} // namespace
} // namespace bascule::bridge
