#include "bridge/people/ghost_avatars.hpp"

#include "bridge/people/picture.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

const std::string png = "\x89PNG\r\n\x1a\n";

class GhostAvatarsTest : public testing::Test {
protected:
    void TearDown() override { world.finish(avatars.stop()); }

    /// The picture behind her vCard; its hash.
    std::string show(const std::string& colour) {
        auto bytes = png + colour;
        auto hash = picture_hash(bytes);
        source.pictures.insert_or_assign(seat, Portrait{bytes, "image/anything", hash});
        return hash;
    }
    void wish(std::optional<std::string> hash) {
        avatars.wish(juliet, {bot, seat, {}}, std::move(hash));
        world.let_run();
    }
    void hear(std::string hash) {
        avatars.hear(juliet, {bot, seat, {}}, std::move(hash));
        world.let_run();
    }
    std::string worn() { return profiles.avatars[juliet]; }

    fakes::SmallWorld world;
    fakes::FakeAvatarSource source;
    fakes::FakeMedia media;
    fakes::FakeGhostProfiles profiles;
    fakes::MemoryAvatars memory;
    Pictures pictures{world.context.get_executor(), media, memory};
    GhostAvatars avatars{world.context.get_executor(), {source, pictures, profiles, memory}};
    const mapping::UserId juliet = world.ghost_of("juliet@capulet.example");
    const mapping::Jid bot = samples::jid("matrix.montague.example/bascule");
    const mapping::Jid seat = samples::jid("garden@muc.capulet.example/Juliet");
};

// XEP-0153 §3.1
TEST_F(GhostAvatarsTest, AHashThatIsNewIsFetchedUploadedAndWornOnce) {
    const auto hash = show("red");
    wish(hash);
    wish(hash);
    EXPECT_EQ(media.files.at(worn()), (MediaFile{png + "red", "image/png"})) << "typed by its bytes";
    EXPECT_EQ(source.questions.size(), 1U);
    EXPECT_EQ(memory.worn.at(juliet), hash);
}

TEST_F(GhostAvatarsTest, APictureThatAnybodyWoreBeforeIsNeitherFetchedNorUploadedAgain) {
    const auto hash = show("red");
    memory.uploads[hash] = "mxc://montague.example/known";
    wish(hash);
    EXPECT_EQ(worn(), "mxc://montague.example/known");
    EXPECT_TRUE(source.questions.empty());
}

TEST_F(GhostAvatarsTest, NoAvatarTakesAwayWhatWasThere) {
    wish(std::string{});
    EXPECT_TRUE(profiles.avatars.empty()) << "he had none";
    wish(show("red"));
    wish(std::string{});
    EXPECT_EQ(worn(), "");
    EXPECT_EQ(memory.worn.at(juliet), "");
}

TEST_F(GhostAvatarsTest, AVCardWithoutAPictureTakesItAwayWhateverHashWasNamed) {
    wish(show("red"));
    source.pictures.insert_or_assign(seat, Portrait{});
    wish("current");
    EXPECT_EQ(worn(), "");
}

TEST_F(GhostAvatarsTest, WhatIsNoPictureIsNotUploadedAndNotAskedForAgain) {
    const std::string page = "<html>";
    const auto hash = picture_hash(page);
    source.pictures.insert_or_assign(seat, Portrait{page, "image/png", hash});
    wish(hash);
    wish(hash);
    EXPECT_TRUE(media.files.empty());
    EXPECT_EQ(source.questions.size(), 1U);
    EXPECT_EQ(worn(), "");
}

TEST_F(GhostAvatarsTest, WhatIsTooLargeIsNotUploaded) {
    const auto bytes = png + std::string(largest_picture, 'x');
    const auto hash = picture_hash(bytes);
    source.pictures.insert_or_assign(seat, Portrait{bytes, "image/png", hash});
    wish(hash);
    EXPECT_TRUE(media.files.empty());
}

TEST_F(GhostAvatarsTest, WithoutAHashWhateverThereIsIsWorn) {
    const auto hash = show("red");
    wish(std::nullopt);
    EXPECT_EQ(memory.worn.at(juliet), hash);
    const auto uploads = media.files.size();
    wish(std::nullopt);
    EXPECT_EQ(media.files.size(), uploads);
}

TEST_F(GhostAvatarsTest, WhatOthersSayOfHimOnlyLetsHimBeAsked) {
    const auto hash = show("red");
    memory.uploads["evil"] = "mxc://montague.example/evil";
    hear("evil");
    EXPECT_EQ(memory.worn.at(juliet), hash);
    hear("");
    EXPECT_EQ(memory.worn.at(juliet), hash) << "he shows it still";
    EXPECT_EQ(source.questions.size(), 2U);
    source.pictures.insert_or_assign(seat, Portrait{});
    hear("gone");
    EXPECT_EQ(worn(), "");
}

TEST_F(GhostAvatarsTest, HeIsAskedOnceForOneWordOfOthersAndNotWhereItIsTrue) {
    const auto hash = show("red");
    hear("");
    EXPECT_TRUE(source.questions.empty()) << "he wears none";
    memory.worn[juliet] = hash;
    hear(hash);
    EXPECT_TRUE(source.questions.empty());
    hear("evil");
    hear("evil");
    EXPECT_EQ(source.questions.size(), 1U);
}

TEST_F(GhostAvatarsTest, HisOwnWordGoesBeforeThatOfOthers) {
    const auto red = show("red");
    memory.uploads[red] = "mxc://montague.example/red";
    avatars.wish(juliet, {bot, seat, {}}, red);
    hear("evil");
    EXPECT_EQ(memory.worn.at(juliet), red);
    EXPECT_TRUE(source.questions.empty());
}

TEST_F(GhostAvatarsTest, OfSeveralWordsAboutOnePersonTheNewestCounts) {
    const auto red = show("red");
    avatars.wish(juliet, {bot, seat, {}}, red);
    const auto blue = show("blue");
    avatars.wish(juliet, {bot, seat, {}}, blue);
    world.let_run();
    EXPECT_EQ(memory.worn.at(juliet), blue);
    EXPECT_EQ(source.questions.size(), 1U);
}

TEST_F(GhostAvatarsTest, AHomeserverThatIsAwayIsWaitedFor) {
    media.is_away = true;
    wish(show("red"));
    EXPECT_TRUE(profiles.avatars.empty());
    media.is_away = false;
    constexpr std::chrono::seconds longer_than_the_first_pause{2};
    world.context.restart();
    world.context.run_for(longer_than_the_first_pause);
    EXPECT_FALSE(worn().empty());
}

} // namespace
} // namespace bascule::bridge
