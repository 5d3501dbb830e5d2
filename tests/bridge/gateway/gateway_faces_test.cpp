#include "bridge/gateway/seat_portraits.hpp"
#include "bridge/people/picture.hpp"
#include "tests/bridge/gateway/gateway_fixture.hpp"

#include <gmock/gmock.h>

namespace bascule::bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string rose = "\x89PNG\r\n\x1a\nrose";
const std::string lily = "\x89PNG\r\n\x1a\nlily";
const std::string rose_url = "mxc://montague.example/rose";
const std::string lily_url = "mxc://montague.example/lily";

/// What a hosted MUC shows of the looks of its room and of those who are in it.
class GatewayFacesTest : public GatewayTest {
protected:
    GatewayFacesTest() {
        world.media.files[rose_url] = {rose, "image/png"};
        world.media.files[lily_url] = {lily, "image/png"};
        people.tell_user = [this](const auto& user, const auto& url) { portraits.note(user, url); };
    }
    void enter_with(const mapping::Jid& from, const std::string& nick, std::optional<std::string> hash) {
        auto asked = presence(from, nick);
        asked.entry = MucEntry{};
        asked.avatar_hash = std::move(hash);
        take(std::move(asked));
    }
    void change_avatar(const std::string& url) {
        door.avatar_url = url;
        happen("$avatar", world.romeo, StateChange{RoomAspect::avatar, url});
        world.let_run();
    }
    std::optional<std::string> face_of(const std::string& nick) { return shown(nick, juliet).avatar_hash; }
    std::string room_avatar() { return world.room_admin.texts[std::make_tuple(verona, std::string{"m.room.avatar"})]; }

    fakes::FakeAvatarSource source;
};

TEST_F(GatewayFacesTest, AMatrixMembersAvatarIsNamedWhereHeIsShown) {
    world.homeserver.users[world.romeo].avatar_url = rose_url;
    enter(juliet, "Juliet");
    world.let_run();
    EXPECT_EQ(face_of("Romeo"), picture_hash(rose));
    service.forget();
    enter(nurse, "Nurse");
    EXPECT_EQ(shown("Romeo", nurse).avatar_hash, picture_hash(rose)) << "from the first presence on";
}

TEST_F(GatewayFacesTest, AMatrixMemberWithANewAvatarIsShownAgain) {
    enter(juliet, "Juliet");
    world.let_run();
    EXPECT_EQ(face_of("Romeo"), "");
    service.forget();
    world.homeserver.users[world.romeo].avatar_url = lily_url;
    portraits.note(world.romeo, lily_url);
    world.let_run();
    EXPECT_EQ(service.told, std::vector<std::string>{"+Romeo"});
    EXPECT_EQ(face_of("Romeo"), picture_hash(lily));
}

// XEP-0153: what a client says of itself the room passes on.
TEST_F(GatewayFacesTest, AJoinersAvatarIsSeenByTheOthersAndWornByHisGhost) {
    enter(juliet, "Juliet");
    enter_with(nurse, "Nurse", "abc");
    EXPECT_EQ(face_of("Nurse"), "abc");
    EXPECT_EQ(face_of("Juliet"), std::nullopt) << "who does not say has perhaps one";
    ASSERT_THAT(people.faces, SizeIs(1));
    EXPECT_EQ(people.faces.front().first, world.ghost_of("nurse@capulet.example"));
    EXPECT_EQ(people.faces.front().second, "abc");
    EXPECT_EQ(people.questions.front().whom, nurse.bare());
    auto later = presence(nurse, "Nurse");
    later.avatar_hash = "def";
    take(std::move(later));
    EXPECT_EQ(face_of("Nurse"), "def");
    EXPECT_EQ(people.faces.back().second, "def");
}

// XEP-0486 §6.2
TEST_F(GatewayFacesTest, WhoEntersIsShownTheRoomsAvatar) {
    world.avatars.hashes[rose_url] = "known";
    door.avatar_url = rose_url;
    enter(juliet, "Juliet");
    EXPECT_THAT(service.faces, ElementsAre(std::pair{juliet, std::string{"known"}}));
    EXPECT_EQ(world.media.reads, 0);
}

TEST_F(GatewayFacesTest, AnAvatarThatHasToBeFetchedIsShownLater) {
    door.avatar_url = rose_url;
    enter(juliet, "Juliet");
    world.let_run();
    EXPECT_THAT(service.faces, ElementsAre(std::pair{juliet, picture_hash(rose)}));
}

TEST_F(GatewayFacesTest, ARoomWithoutAvatarSaysNothingOfIt) {
    enter(juliet, "Juliet");
    EXPECT_THAT(service.faces, IsEmpty());
}

TEST_F(GatewayFacesTest, ANewAvatarOfTheRoomIsToldToAll) {
    enter(juliet, "Juliet");
    change_avatar(lily_url);
    EXPECT_THAT(service.changes, ElementsAre(juliet));
    EXPECT_THAT(service.faces, ElementsAre(std::pair{juliet, picture_hash(lily)}));
    change_avatar({});
    EXPECT_EQ(service.faces.back().second, "");
}

TEST_F(GatewayFacesTest, WhoIsInSetsTheAvatarInHisOwnName) {
    world.homeserver.rooms[verona].rights.users[ghost()] = 50;
    enter(juliet, "Juliet");
    EXPECT_FALSE(world.finish(rooms->set_face(muc, juliet, rose)));
    EXPECT_EQ(world.media.files.at(room_avatar()).bytes, rose);
    EXPECT_FALSE(world.finish(rooms->set_face(muc, juliet, {})));
    EXPECT_EQ(room_avatar(), "");
}

TEST_F(GatewayFacesTest, WhoMayNotSetTheAvatarIsToldSo) {
    enter(juliet, "Juliet");
    EXPECT_EQ(world.finish(rooms->set_face(muc, juliet, rose))->condition, "forbidden");
    EXPECT_EQ(world.finish(rooms->set_face(muc, nurse, rose))->condition, "forbidden") << "she is not in";
    EXPECT_TRUE(world.avatars.uploads.empty());
}

TEST_F(GatewayFacesTest, WhatIsNoPictureIsRefused) {
    world.homeserver.rooms[verona].rights.users[ghost()] = 50;
    enter(juliet, "Juliet");
    EXPECT_EQ(world.finish(rooms->set_face(muc, juliet, "<svg/>"))->condition, "not-acceptable");
}

TEST_F(GatewayFacesTest, ASeatShowsThePictureOfWhoIsInIt) {
    world.homeserver.users[world.romeo].avatar_url = rose_url;
    enter(juliet, "Juliet");
    SeatPortraits seats{{*rooms, portraits, source, world.book}};
    const auto romeo = world.finish(seats.portrait_of(seat("Romeo")));
    ASSERT_TRUE(romeo);
    EXPECT_EQ(romeo->bytes, rose);
    EXPECT_EQ(world.finish(seats.portrait_of(world.puppet_of(world.romeo)))->bytes, rose);
    source.pictures.insert_or_assign(juliet.bare(), Portrait{lily, {}, picture_hash(lily)});
    const auto hers = world.finish(seats.portrait_of(seat("Juliet")));
    ASSERT_TRUE(hers);
    EXPECT_EQ(hers->type, "image/png");
    EXPECT_EQ(source.questions.back().asker, muc);
    source.pictures.insert_or_assign(juliet.bare(), Portrait{"<script/>", "image/png", "x"});
    EXPECT_FALSE(world.finish(seats.portrait_of(seat("Juliet"))));
}

TEST_F(GatewayFacesTest, OnlyWhoIsInMayAskAboutTheOthers) {
    enter(juliet, "Juliet");
    const SeatPortraits seats{{*rooms, portraits, source, world.book}};
    EXPECT_TRUE(seats.may_ask_about(seat("Romeo"), juliet));
    EXPECT_TRUE(seats.may_ask_about(seat("Nobody"), juliet));
    EXPECT_FALSE(seats.may_ask_about(seat("Romeo"), nurse));
    EXPECT_FALSE(seats.may_ask_about(seat("Nobody"), nurse)) << "she must not learn that nobody is there";
    EXPECT_TRUE(seats.may_ask_about(muc, nurse));
    EXPECT_TRUE(seats.may_ask_about(world.puppet_of(world.romeo), nurse));
}

} // namespace
} // namespace bascule::bridge
