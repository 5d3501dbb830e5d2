// How people of a MUC and of its room look on the other side.
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/people/people_watch.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/kept_people.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

class MucLooksTest : public testing::Test {
protected:
    MucLooksTest() {
        world.xmpp.traits->has_archive = true;
        world.xmpp.traits->has_occupant_ids = true;
        world.homeserver.rooms[orchard].members = {world.bot, world.romeo};
        world.xmpp.on_joined = [this](const JoinRequest& request) { tell_joined(request); };
        world.journal.positions[queue] = {queue, "s0", 0};
    }
    void TearDown() override { world.finish(rooms.stop("the end")); }

    MucRooms make_rooms() {
        auto muc_world = world.muc_world([](const QueueName&) {});
        muc_world.looks = &looks;
        muc_world.watch = &people;
        return MucRooms{std::move(muc_world)};
    }
    void enter() {
        rooms.add({PortalKind::plumbed, orchard, garden, {}, 0}, false);
        world.let_run();
        ASSERT_TRUE(rooms.find(garden)->status().is_in);
    }
    OccupantPresence presence(const std::string& nick, const mapping::Jid& to) const {
        return tests::occupant_presence(garden.with_resource(nick).value(), to);
    }
    /// The bot sees everybody, and perhaps before the puppet knows itself that it is in.
    void tell_joined(const JoinRequest& request) {
        auto seen = presence(request.nick, bot);
        seen.occupant_id = "id of " + request.nick;
        if (shows_real_jids) {
            seen.real_jid = request.occupant;
        }
        rooms.find(garden)->on_presence(seen);
        auto own = presence(request.nick, request.occupant);
        own.statuses = {110};
        rooms.find(garden)->on_presence(own);
    }
    void show(const std::string& nick, std::optional<std::string> hash, std::optional<mapping::Jid> real_jid = {}) {
        auto seen = presence(nick, bot);
        seen.occupant_id = "id of " + nick;
        seen.avatar_hash = std::move(hash);
        seen.real_jid = std::move(real_jid);
        rooms.find(garden)->on_presence(seen);
        world.let_run();
    }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = samples::room("!orchard:montague.example");
    const mapping::Jid garden = samples::jid("garden@muc.capulet.example");
    const mapping::Jid bot = samples::jid("matrix.montague.example/bascule");
    const QueueName queue{Side::xmpp, garden.str()};
    bool shows_real_jids = false;
    fakes::FakePuppetLooks looks;
    fakes::KeptPeople people;
    MucRooms rooms = make_rooms();
};

// XEP-0153 §3.1
TEST_F(MucLooksTest, TheAvatarOfAnOccupantIsToldOnceHisGhostIsIn) {
    enter();
    show("Juliet", "red");
    ASSERT_EQ(people.faces.size(), 1U);
    EXPECT_EQ(people.faces.front().second, "red");
    EXPECT_TRUE(world.homeserver.rooms[orchard].members.contains(people.faces.front().first));
    show("Juliet", std::nullopt);
    EXPECT_EQ(people.faces.size(), 1U) << "it does not say";
    show("Juliet", "");
    EXPECT_EQ(people.faces.back().second, "");
}

// A MUC shows whom it likes as whom it likes, and a person's ghost is the same everywhere.
TEST_F(MucLooksTest, APersonIsAskedHimselfForThePictureThatAMucShowsOfHim) {
    enter();
    show("Juliet", "red", samples::jid("juliet@capulet.example/balcony"));
    show("Juliet", "");
    show("Juliet", "blue", samples::jid("juliet@capulet.example/balcony"));
    const auto juliet = world.ghost_of("juliet@capulet.example");
    const auto herself = samples::jid("juliet@capulet.example");
    const decltype(people.hearsay) expected{{juliet, herself, "red"}, {juliet, herself, "blue"}};
    EXPECT_EQ(people.hearsay, expected);
    for (const auto& [ghost, hash] : people.faces) {
        EXPECT_NE(ghost, juliet);
    }
}

TEST_F(MucLooksTest, AnInvitationThatIsToldOfLateTakesNobodyOut) {
    enter();
    show("Juliet", "red");
    const auto ghost = people.faces.front().first;
    MemberChange invitation{
        .subject = ghost, .now = Membership::invite, .before = Membership::leave, .display_name = {}, .reason = {}};
    rooms.find(garden)->on_member(ghost, invitation);
    show("Juliet", "blue");
    EXPECT_EQ(people.faces.back().second, "blue");
}

TEST_F(MucLooksTest, InACrowdOnlyWhoeverSpeaksIsLookedAt) {
    enter();
    for (int number = 0; number < 150; ++number) {
        show("Guest " + std::to_string(number), "red");
    }
    const auto before = people.faces.size();
    EXPECT_LE(before, 100U);
    auto said = tests::group_message({garden.with_resource("Guest 149").value(), bot, "id"}, "s1", "Hush");
    const auto ghost = world.finish(world.book.ghost_of_occupant(garden, "id of Guest 149"));
    JournalRow row{1, {{queue, "s1"}, "s1", ghost.str(), 0}};
    world.finish(rooms.find(garden)->relay(std::move(row), std::move(said), Doubt::none));
    EXPECT_EQ(people.faces.size(), before + 1);
    EXPECT_EQ(people.faces.back().first, ghost);
}

TEST_F(MucLooksTest, AMembersNewNameInThisRoomIsHisPuppetsNewNick) {
    enter();
    MemberChange change{.subject = world.romeo,
                        .now = Membership::join,
                        .before = Membership::join,
                        .display_name = "Masked",
                        .avatar_url = "mxc://montague.example/mask",
                        .reason = {}};
    rooms.find(garden)->on_member(world.romeo, change);
    world.let_run();
    EXPECT_EQ(looks.nicks, (std::vector<std::string>{"Masked"}));
    EXPECT_EQ(people.users.at(world.romeo), "mxc://montague.example/mask");
}

TEST_F(MucLooksTest, HoweverManyPuppetsJoinAtOnceNoneOfThemGetsAGhost) {
    for (const auto is_nonanonymous : {true, false}) {
        shows_real_jids = is_nonanonymous;
        for (int number = 0; number < 100; ++number) {
            const auto guest = samples::user("@guest" + std::to_string(number) + ":montague.example");
            world.homeserver.users[guest].display_name = "Guest " + std::to_string(number);
            world.homeserver.rooms[orchard].members.insert(guest);
        }
        enter();
        EXPECT_EQ(rooms.find(garden)->status().puppets, 101U);
        EXPECT_EQ(rooms.find(garden)->status().occupants, 0U);
        EXPECT_TRUE(world.registry.ghosts.rows.empty());
        EXPECT_TRUE(world.registry.occupants.rows.empty());
        world.finish(rooms.remove(garden, "once more"));
        world.homeserver.rooms[orchard].members.insert(world.bot);
    }
}

} // namespace
} // namespace bascule::bridge
