#include "bridge/people/picture.hpp"
#include "tests/bridge/moderation_fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace bascule::bridge {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string rose = "\x89PNG\r\n\x1a\nrose";
const std::string thorn = "\x89PNG\r\n\x1a\nthorn";
const std::string lily = "mxc://montague.example/lily";

class RoomAvatarTest : public ModerationFixture {
protected:
    RoomAvatarTest() {
        world.media.files[lily] = {"\x89PNG\r\n\x1a\nlily", "image/png"};
        world.xmpp.traits->has_vcard = true;
    }
    std::string& avatar() { return world.room_admin.texts[std::make_tuple(orchard, std::string{"m.room.avatar"})]; }
    std::string bytes_of_avatar() { return avatar().empty() ? std::string{} : world.media.files.at(avatar()).bytes; }
    void paint(const std::string& bytes) { world.muc.picture_shown = MucPicture{"image/png", bytes}; }
    /// The MUC shows this, and says so to all who are in.
    void repaint(const std::string& bytes) {
        paint(bytes);
        muc_room().on_own_face(picture_hash(bytes));
        world.let_run();
    }
    void set(const char* id, const std::string& mxc) {
        avatar() = mxc;
        deliver(id, orchard, world.romeo, StateChange{RoomAspect::avatar, mxc});
        world.let_run();
    }
    std::string& carried() { return world.faces.rows[garden].avatar_hash; }
};

TEST_F(RoomAvatarTest, ANewAvatarOfTheMucIsTheRoomsAndGoesWithIt) {
    begin();
    repaint(rose);
    EXPECT_EQ(bytes_of_avatar(), rose);
    repaint(thorn);
    EXPECT_EQ(bytes_of_avatar(), thorn);
    const auto uploads = world.media.files.size();
    repaint(rose);
    EXPECT_EQ(bytes_of_avatar(), rose);
    EXPECT_EQ(world.media.files.size(), uploads) << "what is known is not uploaded again";
    muc_room().on_own_face(std::string{});
    world.let_run();
    EXPECT_EQ(avatar(), "");
    EXPECT_THAT(world.muc.painters, IsEmpty()) << "nothing goes back";
}

TEST_F(RoomAvatarTest, ARoomThatWasThereBeforeKeepsItsOwnUntilTheMucsChanges) {
    avatar() = lily;
    paint(rose);
    begin();
    EXPECT_EQ(avatar(), lily);
    repaint(thorn);
    EXPECT_EQ(bytes_of_avatar(), thorn);
}

// XEP-0486 §4.1: after status 104 clients look again. Many servers do not name the hash there.
TEST_F(RoomAvatarTest, AChangeThatOnlyTheConfigurationTellsOfIsSeenToo) {
    begin();
    EXPECT_EQ(carried(), "none");
    paint(rose);
    muc_room().on_news({{garden, bot, {}}, {104}, {}, {}, {}, {}});
    world.let_run();
    EXPECT_EQ(bytes_of_avatar(), rose);
}

TEST_F(RoomAvatarTest, WhatChangedWhileNobodyLookedIsCarriedAtTheNextEntry) {
    world.faces.rows[garden] = {"", "", picture_hash(thorn)};
    paint(rose);
    world.xmpp.traits->avatar_hash = picture_hash(rose);
    begin();
    EXPECT_EQ(bytes_of_avatar(), rose);
}

TEST_F(RoomAvatarTest, WhatIsNoPictureIsNotShown) {
    begin();
    repaint("<svg/>");
    EXPECT_EQ(avatar(), "");
    EXPECT_EQ(carried(), picture_hash("<svg/>"));
    muc_room().on_own_face("a picture that is not shown to us");
    world.muc.picture_shown.reset();
    world.let_run();
    EXPECT_EQ(carried(), picture_hash("<svg/>"));
}

TEST_F(RoomAvatarTest, AnAvatarOfTheRoomGoesToTheMucAndDoesNotComeBack) {
    begin();
    set("$lily", lily);
    ASSERT_TRUE(world.muc.picture_shown);
    EXPECT_EQ(world.muc.picture_shown->bytes, world.media.files[lily].bytes);
    EXPECT_THAT(world.muc.painters, ElementsAre(bot));
    muc_room().on_own_face(picture_hash(world.muc.picture_shown->bytes)); // the MUC tells of it
    world.let_run();
    EXPECT_EQ(avatar(), lily);
    set("$lily2", lily);
    EXPECT_THAT(world.muc.painters, SizeIs(1)) << "it is there";
    set("$none", "");
    EXPECT_FALSE(world.muc.picture_shown);
}

TEST_F(RoomAvatarTest, AfterACrashWhatWasCarriedIsKnownByItsHash) {
    avatar() = lily;
    const auto hash = picture_hash(world.media.files[lily].bytes);
    world.avatars.hashes[lily] = hash;
    world.faces.rows[garden] = {"", "", "none"};
    paint(world.media.files[lily].bytes);
    world.xmpp.traits->avatar_hash = hash;
    begin();
    EXPECT_EQ(avatar(), lily);
    EXPECT_EQ(carried(), hash);
}

TEST_F(RoomAvatarTest, WhoseOwnPuppetOwnsTheMucSetsItInHisOwnName) {
    begin();
    const auto puppet = world.puppet_of(world.romeo);
    auto own = tests::occupant_presence(seat("Romeo"), puppet);
    own.affiliation = "owner";
    own.role = "moderator";
    own.statuses = {110};
    tell(std::move(own));
    set("$lily", lily);
    EXPECT_THAT(world.muc.painters, ElementsAre(puppet));
}

TEST_F(RoomAvatarTest, AMucThatDoesNotAllowItIsNamedOnceWithWhoCanHelp) {
    begin();
    enter("Nurse", "nurse@capulet.example", "owner");
    world.muc.refusal = StanzaError{"auth", "forbidden", {}};
    set("$lily", lily);
    set("$none", "");
    set("$again", lily);
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), AllOf(HasSubstr("owner"), HasSubstr("Nurse")));
}

TEST_F(RoomAvatarTest, AMucWithoutAvatarsIsNobodysFault) {
    begin();
    world.muc.refusal = StanzaError{"cancel", "service-unavailable", {}};
    set("$lily", lily);
    EXPECT_THAT(notices(), IsEmpty());
}

TEST_F(RoomAvatarTest, AnOutageOfTheMucIsTriedAgain) {
    begin();
    world.muc.is_away = true;
    set("$lily", lily);
    EXPECT_FALSE(world.muc.picture_shown);
    world.muc.is_away = false;
    constexpr std::chrono::seconds longer_than_the_first_pause{1};
    world.context.restart();
    world.context.run_for(longer_than_the_first_pause);
    EXPECT_TRUE(world.muc.picture_shown);
}

TEST_F(RoomAvatarTest, AnAvatarWhoseServerIsSilentHoldsNoMessage) {
    begin();
    world.media.silent.insert("mxc://grave.example/ivy");
    set("$ivy", "mxc://grave.example/ivy");
    const auto told = deliver(world.said("$after", orchard, world.romeo, "hush"));
    EXPECT_EQ(told.state, Delivery::State::handed_on);
}

TEST_F(RoomAvatarTest, AnAvatarThatTheBridgeMayNotSetIsToldOnce) {
    begin();
    world.homeserver.rooms[orchard].rights.users[world.bot] = 0;
    repaint(rose);
    repaint(thorn);
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), HasSubstr("avatar"));
}

} // namespace
} // namespace bascule::bridge
