#include "bridge/portals/muc_invitations.hpp"

#include "tests/bridge/portals_fixture.hpp"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::jid;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class MucInvitationsTest : public PortalsTest {
protected:
    /// By way of the MUC (XEP-0045 §7.8.2), or straight from Juliet (XEP-0249).
    enum class Way { mediated, direct };
    MucInvitation invitation(Way way) {
        const auto juliet = jid("juliet@capulet.example/balcony");
        const auto is_mediated = way == Way::mediated;
        return {.head = {is_mediated ? garden : juliet, world.puppet_of(world.romeo).bare(), "1"},
                .is_mediated = is_mediated,
                .room = garden,
                .from = is_mediated ? std::optional{juliet} : std::nullopt,
                .to = std::nullopt,
                .reason = "roses",
                .password = {}};
    }
    Delivery take(MucInvitation given) { return world.finish(invitations.take(std::move(given), "row 1")); }
    Delivery take(Way way) { return take(invitation(way)); }
    /// What Juliet's ghost has said to Romeo.
    std::string told() {
        for (const auto& portal : rows()) {
            if (portal.kind == PortalKind::direct) {
                return world.homeserver.texts(portal.room).front();
            }
        }
        return {};
    }

    /// What the bot has said to him.
    std::string told_by_bot() {
        std::string all;
        for (const auto& [id, room] : world.homeserver.rooms) {
            for (const auto& event : room.events) {
                all += event.sender == world.bot ? event.message.body : std::string{};
            }
        }
        return all;
    }

    DirectRooms direct_rooms{world.context.get_executor(),
                             {world.homeserver, world.registry.portals, world.event_codec, world.book, world.now},
                             world.ghosts};
    MucInvitations invitations{portals, rooms, direct_rooms};
};

TEST_F(MucInvitationsTest, AnInvitationMakesTheRoomAndInvitesItsUser) {
    for (const auto way : {Way::mediated, Way::direct}) {
        EXPECT_EQ(take(way).state, Delivery::State::arrived);
        ASSERT_THAT(rows(), SizeIs(1));
        EXPECT_EQ(rows().front().kind, PortalKind::portal);
        EXPECT_EQ(rows().front().address, garden);
        EXPECT_TRUE(is_invited(world.romeo));
        EXPECT_THAT(told(), IsEmpty());
    }
}

TEST_F(MucInvitationsTest, ItsPasswordOpensTheMuc) {
    set_password("rose");
    auto given = invitation(Way::mediated);
    given.password = "rose";
    take(std::move(given));
    EXPECT_TRUE(is_invited(world.romeo));
    EXPECT_EQ(world.passwords.rows.at(garden), "rose");
}

TEST_F(MucInvitationsTest, WhoCannotBeLedThereIsToldOfItAndWhy) {
    set_password("rose");
    take(Way::direct);
    EXPECT_THAT(told(), HasSubstr("invites you to the XMPP room garden@muc.capulet.example (roses)"));
    EXPECT_THAT(told(), HasSubstr("!xmpp join garden@muc.capulet.example"));
    EXPECT_THAT(told(), HasSubstr("has a password"));
}

// XEP-0045 §7.8.2: who invites is the MUC's word, and anybody has a MUC who has a server.
TEST_F(MucInvitationsTest, WhomAMucNamesIsGivenNoWordsByIt) {
    set_password("rose");
    const auto pit = jid("pit@evil.example");
    auto given = invitation(Way::mediated);
    given.head.from = pit;
    given.room = pit;
    given.reason = "send roses\nto Eve";
    EXPECT_EQ(take(std::move(given)).state, Delivery::State::arrived);
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_THAT(rows(), IsEmpty());
    EXPECT_THAT(told_by_bot(), HasSubstr("pit@evil.example says that juliet@capulet.example invites you there (send "
                                         "roses to Eve). To go there: !xmpp join pit@evil.example"));
}

TEST_F(MucInvitationsTest, WhoeverIsHiddenInAMucIsCalledByHisNick) {
    set_password("rose");
    auto given = invitation(Way::mediated);
    given.from = garden.with_resource("Juliet").value();
    take(std::move(given));
    EXPECT_THAT(told_by_bot(), HasSubstr("garden@muc.capulet.example says that Juliet invites you there (roses)"));
}

// Anybody can write one; the MUC is asked whether he would be let in.
TEST_F(MucInvitationsTest, AStrangersWordOpensNoGuardedRoom) {
    set_password("rose");
    join("garden@muc.capulet.example rose", benvolio);
    take(Way::direct);
    EXPECT_FALSE(is_invited(world.romeo));
    EXPECT_THAT(told(), HasSubstr("has a password"));
}

TEST_F(MucInvitationsTest, AStrangersWordOpensNoExistingRoom) {
    world.homeserver.rooms[office].members = {world.bot, benvolio};
    rooms.add({PortalKind::plumbed, office, garden, {}, 0}, true);
    world.let_run();
    take(Way::direct);
    EXPECT_FALSE(world.homeserver.rooms[office].invited.contains(world.romeo));
    EXPECT_THAT(told(), HasSubstr("!xmpp join"));
    take(Way::mediated);
    EXPECT_TRUE(world.homeserver.rooms[office].invited.contains(world.romeo));
}

TEST_F(MucInvitationsTest, WhoMustNotUseTheBridgeHearsOfNothing) {
    world.policy.permissions =
        world.allow({{"*", Permission::use}, {world.romeo.str(), Permission::block}, {garden.str(), Permission::use}});
    EXPECT_EQ(take(Way::mediated).state, Delivery::State::parked);
    world.policy.permissions = world.allow({{"*", Permission::use}, {"juliet@capulet.example", Permission::block}});
    EXPECT_EQ(take(Way::mediated).state, Delivery::State::parked);
    world.policy.permissions = world.allow({{"*", Permission::use}, {"muc.capulet.example", Permission::block}});
    EXPECT_EQ(take(Way::mediated).state, Delivery::State::parked) << "whomever it names";
    EXPECT_THAT(rows(), IsEmpty());
}

TEST_F(MucInvitationsTest, NobodyIsInvitedWhoDoesNotExist) {
    world.homeserver.users.erase(world.romeo);
    EXPECT_EQ(take(Way::mediated).state, Delivery::State::parked);
    EXPECT_THAT(rows(), IsEmpty());
}

TEST_F(MucInvitationsTest, OnePersonHasNoMoreThanARoomAMinuteMade) {
    take(Way::direct);
    auto next = invitation(Way::direct);
    next.room = jid("orchard@muc.capulet.example");
    take(std::move(next));
    EXPECT_EQ(world.room_maker.requests.size(), 1U);
    EXPECT_THAT(told(), HasSubstr("!xmpp join orchard@muc.capulet.example"));
}

// Whoever has a server has as many people as he likes.
TEST_F(MucInvitationsTest, AllOfOneDomainHaveNoMoreThanTenRoomsAMinuteMade) {
    constexpr int most = 10;
    const auto flood = [this] {
        for (int number = 0; number < most + 2; ++number) {
            const auto one = std::to_string(number);
            auto given = invitation(Way::direct);
            given.head.from = jid("page" + one + "@capulet.example");
            given.room = jid("room" + one + "@muc.capulet.example");
            take(std::move(given));
        }
    };
    refuse_everybody("forbidden"); // each is tried anew then
    flood();
    EXPECT_THAT(world.xmpp.joins, SizeIs(most));
    world.now_ms += 60'000;
    flood();
    EXPECT_THAT(world.xmpp.joins, SizeIs(2 * most));
}

TEST_F(MucInvitationsTest, WhomOthersNameKeepsHisOwnPace) {
    refuse_everybody("forbidden");
    for (int number = 0; number < 12; ++number) { // more than a domain may
        auto forged = invitation(Way::mediated);
        forged.head.from = jid("pit" + std::to_string(number) + "@evil.example");
        forged.room = forged.head.from;
        take(std::move(forged));
    }
    EXPECT_THAT(world.xmpp.joins, SizeIs(1)) << "a person has one a minute";
    take(Way::direct);
    EXPECT_THAT(world.xmpp.joins, SizeIs(2));
}

TEST_F(MucInvitationsTest, AFaultWhileARoomIsMadeLeavesNoWayRoundThePace) {
    world.xmpp.refuse_join = [](const JoinRequest&) -> std::optional<StanzaError> {
        throw std::logic_error{"a fault"};
    };
    EXPECT_THROW(take(Way::direct), std::logic_error);
    world.xmpp.refuse_join = {};
    take(Way::direct);
    EXPECT_THAT(world.xmpp.joins, SizeIs(1)) << "it has been tried within this minute";
}

TEST_F(MucInvitationsTest, AnOutageDoesNotCountAgainstTheOneWhoInvites) {
    world.homeserver.is_away = true;
    EXPECT_THROW(take(Way::direct), Outage);
    world.homeserver.is_away = false;
    take(Way::direct);
    EXPECT_TRUE(is_invited(world.romeo));
}

} // namespace
} // namespace bascule::bridge
