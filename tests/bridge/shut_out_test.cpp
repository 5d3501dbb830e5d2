// Matrix users whom a MUC does not let in (XEP-0045 §7.2.6, §7.2.7): what becomes of them in its room.
#include "tests/bridge/moderation_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

namespace bascule::bridge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ShutOutTest : public ModerationFixture {
protected:
    void begin_portal() {
        Portal portal{PortalKind::portal, orchard, garden, {}, 0};
        world.registry.portals.rows.push_back(portal);
        mucs.add(std::move(portal), false);
        world.let_run();
    }
    void refuse(const mapping::UserId& user, const char* condition) {
        world.xmpp.refuse_join = [puppet = world.puppet_of(user),
                                  condition](const JoinRequest& request) -> std::optional<StanzaError> {
            return request.occupant == puppet ? std::optional{StanzaError{"auth", condition, {}}} : std::nullopt;
        };
    }
    void come(const mapping::UserId& user) {
        world.homeserver.rooms[orchard].members.insert(user);
        change(user, user, Membership::join, Membership::leave);
    }
    Delivery say(const char* id, const mapping::UserId& user) {
        return world.finish(muc_room().say(world.said(id, orchard, user, "But soft!"), {}));
    }
};

TEST_F(ShutOutTest, WhoWasBannedBeforeHeEverCameIsPutOutOfAPortal) {
    begin_portal();
    refuse(benvolio, "forbidden");
    come(benvolio);
    ASSERT_THAT(world.room_admin.bans, SizeIs(1));
    EXPECT_EQ(world.room_admin.bans.front().user, benvolio);
    EXPECT_EQ(world.room_admin.bans.front().reason, "banned from garden@muc.capulet.example");
    EXPECT_FALSE(is_here(benvolio));
    EXPECT_THAT(notices(), IsEmpty()) << "the ban says it";
}

TEST_F(ShutOutTest, WhoIsInAPortalAlreadyIsPutOutWhenTheBridgeStarts) {
    refuse(world.romeo, "forbidden");
    begin_portal();
    EXPECT_THAT(world.room_admin.bans, SizeIs(1));
}

TEST_F(ShutOutTest, AModeratorWhoLetsHimInAgainWhileTheMucDoesNotSeesHimGoAgain) {
    begin_portal();
    refuse(benvolio, "forbidden");
    come(benvolio);
    change(world.bot, benvolio, Membership::ban, Membership::join);
    change(world.romeo, benvolio, Membership::leave, Membership::ban);
    come(benvolio);
    EXPECT_THAT(world.room_admin.bans, SizeIs(2));
}

TEST_F(ShutOutTest, WhoIsNoMemberIsTakenOutOfAPortalAndNotBanned) {
    begin_portal();
    refuse(benvolio, "registration-required");
    come(benvolio);
    ASSERT_THAT(world.room_admin.kicks, SizeIs(1));
    EXPECT_EQ(world.room_admin.kicks.front().reason, "only members may enter");
    EXPECT_THAT(world.room_admin.bans, IsEmpty());
}

TEST_F(ShutOutTest, AMucThatIsFullPutsNobodyOut) {
    begin_portal();
    refuse(benvolio, "service-unavailable");
    come(benvolio);
    EXPECT_TRUE(is_here(benvolio));
}

TEST_F(ShutOutTest, WhomTheMucLetsInAgainIsNoLongerBannedFromItsPortal) {
    begin_portal();
    refuse(benvolio, "forbidden");
    come(benvolio);
    change(world.bot, benvolio, Membership::ban, Membership::join);
    world.xmpp.refuse_join = nullptr;
    EXPECT_FALSE(world.finish(muc_room().admit(benvolio, {})));
    EXPECT_THAT(world.room_admin.unbans, SizeIs(1));
    EXPECT_THAT(world.room_admin.banned, IsEmpty());
    EXPECT_THAT(world.expulsions.rows, IsEmpty());
}

TEST_F(ShutOutTest, WhoIsBannedInTheMucOfARoomOfOurOwnStaysAndIsToldOnceWhenHeSpeaks) {
    refuse(world.romeo, "forbidden");
    plumb();
    EXPECT_THAT(world.room_admin.bans, IsEmpty());
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), HasSubstr("banned there"));
    EXPECT_EQ(say("$1", world.romeo).state, Delivery::State::parked);
    EXPECT_EQ(say("$2", world.romeo).state, Delivery::State::parked);
    ASSERT_THAT(notices(), SizeIs(2));
    EXPECT_THAT(notices().back(), HasSubstr("your message did not get into"));
}

TEST_F(ShutOutTest, ABotThatIsNoMemberSaysWhoCanMakeItOneAndThatItIsNotIn) {
    world.xmpp.refuse_join = [](const JoinRequest&) { return StanzaError{"auth", "registration-required", {}}; };
    mucs.add({PortalKind::plumbed, orchard, garden, {}, 0}, false);
    world.let_run();
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_EQ(notices().front(),
              "The bridge cannot enter garden@muc.capulet.example: only members may enter: its owner "
              "has to make matrix.montague.example a member first.");
    EXPECT_THAT(world.finish(muc_room().rights_report()), HasSubstr("The bot is not in garden@muc.capulet.example"));
}

} // namespace
} // namespace bascule::bridge
