#include "bridge/direct/direct_rooms.hpp"

#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

namespace bascule::bridge {
namespace {

using samples::jid;
using samples::user;

class DirectRoomsTest : public testing::Test {
protected:
    /// Somebody who is in the room invites a ghost there.
    void invite(const mapping::UserId& ghost, const mapping::UserId& inviter) {
        world.homeserver.rooms[orchard].members.insert(inviter);
        world.homeserver.rooms[orchard].invited.insert(ghost);
        world.finish(rooms.on_ghost_invited(ghost, world.said("$invite", orchard, inviter, {})));
    }
    bool is_there(const mapping::UserId& ghost) {
        const auto& room = world.homeserver.rooms[orchard];
        return room.members.contains(ghost) || room.invited.contains(ghost);
    }
    auto& portals() { return world.registry.portals.rows; }

    fakes::SmallWorld world;
    DirectRooms rooms{world.context.get_executor(),
                      {world.homeserver, world.registry.portals, world.event_codec, world.book, world.now},
                      world.ghosts};
    const mapping::RoomId orchard = samples::room("!orchard:montague.example");
    const mapping::UserId juliet = world.ghost_of("juliet@capulet.example");
    const mapping::UserId nurse = world.ghost_of("nurse@capulet.example");
    const mapping::UserId benvolio = user("@benvolio:montague.example");
};

TEST_F(DirectRoomsTest, AnInvitationDoesNotUndoAPlumbedRoom) {
    portals().push_back({PortalKind::plumbed, orchard, jid("garden@muc.capulet.example"), {}, 0});
    invite(juliet, world.romeo);
    EXPECT_FALSE(is_there(juliet));
    ASSERT_EQ(portals().size(), 1U);
    EXPECT_EQ(portals().front().kind, PortalKind::plumbed);
}

TEST_F(DirectRoomsTest, AGhostThatIsInAPlumbedRoomAsAnOccupantStaysThere) {
    portals().push_back({PortalKind::plumbed, orchard, jid("garden@muc.capulet.example"), {}, 0});
    world.homeserver.rooms[orchard].members = {juliet};
    invite(juliet, world.romeo);
    EXPECT_TRUE(is_there(juliet));
}

TEST_F(DirectRoomsTest, AnInvitationIntoTheChatOfOthersIsDeclined) {
    invite(juliet, world.romeo);
    invite(nurse, world.romeo);
    EXPECT_FALSE(is_there(nurse));
    ASSERT_EQ(portals().size(), 1U);
    EXPECT_EQ(portals().front().address, jid("juliet@capulet.example"));
}

TEST_F(DirectRoomsTest, AnInvitationIsAcceptedAgainInItsOwnChat) {
    invite(juliet, world.romeo);
    world.homeserver.rooms[orchard].members.erase(juliet);
    invite(juliet, world.romeo);
    EXPECT_TRUE(world.homeserver.rooms[orchard].members.contains(juliet));
    EXPECT_EQ(portals().size(), 1U);
}

TEST_F(DirectRoomsTest, ARoomOfThreeIsNoDirectChatWhateverTheInvitationSays) {
    world.homeserver.rooms[orchard].members = {benvolio};
    invite(juliet, world.romeo);
    EXPECT_FALSE(is_there(juliet));
    EXPECT_TRUE(portals().empty());
}

} // namespace
} // namespace bascule::bridge
