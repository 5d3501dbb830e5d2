#include "bridge/people/puppet_portraits.hpp"

#include "bridge/async/task_group.hpp"
#include "bridge/people/picture.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

const std::string png = "\x89PNG\r\n\x1a\n";
const std::string red = "mxc://montague.example/red";
const std::string blue = "mxc://montague.example/blue";

class PuppetPortraitsTest : public testing::Test {
protected:
    PuppetPortraitsTest() {
        media.files[red] = {png + "red", "image/png"};
        media.files[blue] = {png + "blue", "image/png"};
    }
    void TearDown() override { world.finish(portraits.stop()); }

    void note(const std::string& mxc) {
        portraits.note(world.romeo, mxc);
        world.let_run();
    }
    Task<void> look_at(std::string mxc) { co_await pictures.small(std::move(mxc)); }
    std::string shown() { return looks.avatars[romeo]; }

    fakes::SmallWorld world;
    fakes::FakeMedia media;
    fakes::MemoryAvatars memory;
    Pictures pictures{world.context.get_executor(), media, memory};
    fakes::FakePuppetLooks looks;
    std::vector<mapping::UserId> changed;
    PuppetPortraits portraits{
        world.context.get_executor(),
        {world.homeserver, pictures, looks, world.book, [this](mapping::UserId user) -> Task<void> {
             changed.push_back(std::move(user));
             co_return;
         }}};
    const mapping::Jid romeo = samples::jid("romeo%montague.example@matrix.montague.example");
};

TEST_F(PuppetPortraitsTest, AnAvatarIsNamedByTheHashOfItsSmallPicture) {
    note(red);
    EXPECT_EQ(shown(), picture_hash(png + "red"));
    EXPECT_EQ(memory.hashes.at(red), shown());
    EXPECT_EQ(changed.size(), 1U);
    note(red);
    EXPECT_EQ(changed.size(), 1U) << "nothing has changed";
}

TEST_F(PuppetPortraitsTest, AHashThatIsKnownIsNamedFromTheFirstPresenceOn) {
    memory.hashes[red] = "known";
    portraits.note(world.romeo, red);
    world.finish(portraits.prepare(world.romeo));
    EXPECT_EQ(shown(), "known");
    EXPECT_EQ(media.reads, 0);
}

TEST_F(PuppetPortraitsTest, WhoHasNoneSaysSoAndWhoTakesItAwayIsShownAnew) {
    note("");
    EXPECT_EQ(looks.avatars.count(romeo), 1U);
    EXPECT_TRUE(changed.empty());
    world.homeserver.users[world.romeo].avatar_url = red;
    note(red);
    world.homeserver.users[world.romeo].avatar_url = "";
    note("");
    EXPECT_EQ(shown(), "");
    EXPECT_EQ(changed.size(), 2U);
}

TEST_F(PuppetPortraitsTest, WhatHeLooksLikeEverywhereCountsAndNotInOneRoom) {
    world.homeserver.users[world.romeo].avatar_url = red;
    note(red);
    note(blue);
    EXPECT_EQ(shown(), picture_hash(png + "red"));
}

// XEP-0054, XEP-0084: the picture that is answered is the one whose hash was named.
TEST_F(PuppetPortraitsTest, WhoeverAsksIsGivenThePictureOfTheHash) {
    world.homeserver.users[world.romeo].avatar_url = red;
    const auto portrait = world.finish(portraits.portrait_of(romeo));
    ASSERT_TRUE(portrait);
    EXPECT_EQ(portrait->bytes, png + "red");
    EXPECT_EQ(portrait->type, "image/png");
    EXPECT_EQ(portrait->hash, picture_hash(png + "red"));
    const auto reads = media.reads;
    EXPECT_TRUE(world.finish(portraits.portrait_of(romeo)));
    EXPECT_EQ(media.reads, reads) << "kept";
}

TEST_F(PuppetPortraitsTest, WhatIsTooLargeOrNoPictureIsNotShown) {
    media.files[red].bytes = "<svg/>";
    note(red);
    EXPECT_EQ(shown(), "");
    media.files[blue].bytes = png + std::string(65'536, 'x');
    world.homeserver.users[world.romeo].avatar_url = blue;
    note(blue);
    EXPECT_EQ(shown(), "");
    EXPECT_FALSE(world.finish(portraits.portrait_of(romeo)));
}

TEST_F(PuppetPortraitsTest, WhatCannotBeShownIsAskedForOnce) {
    const auto ivy = std::string{"mxc://montague.example/ivy"}; // unknown there
    EXPECT_FALSE(world.finish(pictures.small(ivy)));
    EXPECT_EQ(memory.hashes.at(ivy), "");
    const auto reads = media.reads;
    EXPECT_FALSE(world.finish(pictures.small(ivy)));
    EXPECT_EQ(media.reads, reads);
}

TEST_F(PuppetPortraitsTest, WhatItsServerDoesNotGiveNowIsAskedForAgain) {
    media.refusal = Refusal{504, "M_UNKNOWN", "no answer"};
    EXPECT_FALSE(world.finish(pictures.small(red)));
    media.refusal.reset();
    EXPECT_TRUE(world.finish(pictures.small(red)));
}

TEST_F(PuppetPortraitsTest, WhatIsKeptWaitsForNoOther) {
    EXPECT_TRUE(world.finish(pictures.small(red)));
    TaskGroup tasks{world.context.get_executor(), {}};
    for (const auto* const id : {"1", "2", "3", "4", "5"}) {
        const auto ivy = std::string{"mxc://grave.example/"} + id;
        media.silent.insert(ivy);
        tasks.spawn(ivy, look_at(ivy));
    }
    world.let_run();
    EXPECT_TRUE(world.finish(pictures.small(red)));
    world.finish(tasks.stop());
}

} // namespace
} // namespace bascule::bridge
