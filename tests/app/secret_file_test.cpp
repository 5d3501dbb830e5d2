#include "bridge/app/secret_file.hpp"

#include "config/text_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <unistd.h>

namespace bascule::app {
namespace {

namespace fs = std::filesystem;

class SecretFileTest : public testing::Test {
protected:
    ~SecretFileTest() override { fs::remove_all(folder); }

    const fs::path folder = fs::temp_directory_path() / ("bascule-" + std::to_string(::getpid()) + "-" +
                                                         testing::UnitTest::GetInstance()->current_test_info()->name());
    const fs::path file = folder / "inner" / "secret";
};

TEST_F(SecretFileTest, IsItsOwnersAlone) {
    ASSERT_TRUE(write_secret_file(file, "nightingale\n", Overwrite::no));
    EXPECT_EQ(config::read_text_file(file).value(), "nightingale\n");
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(SecretFileTest, WhatIsThereStaysUnlessForced) {
    ASSERT_TRUE(write_secret_file(file, "nightingale", Overwrite::no));
    const auto second = write_secret_file(file, "lark", Overwrite::no);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().reason, file.string() + ": is there already; --force overwrites it");
    EXPECT_EQ(config::read_text_file(file).value(), "nightingale");
}

TEST_F(SecretFileTest, AForcedOneIsItsOwnersAloneTooWhateverWasThere) {
    fs::create_directories(file.parent_path());
    std::ofstream{file} << "open";
    fs::permissions(file, fs::perms::all);
    ASSERT_TRUE(write_secret_file(file, "lark", Overwrite::yes));
    EXPECT_EQ(config::read_text_file(file).value(), "lark");
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(SecretFileTest, NothingElseIsLeftInTheFolder) {
    ASSERT_TRUE(write_secret_file(file, "a", Overwrite::no));
    ASSERT_FALSE(write_secret_file(file, "b", Overwrite::no));
    ASSERT_TRUE(write_secret_file(file, "c", Overwrite::yes));
    EXPECT_EQ(std::distance(fs::directory_iterator{file.parent_path()}, {}), 1);
}

TEST_F(SecretFileTest, ALinkThatWasLeftInItsWayIsNotFollowed) {
    const fs::path trap = folder / "trap";
    fs::create_directories(file.parent_path());
    std::ofstream{trap} << "open";
    fs::create_symlink(trap, file.string() + ".new");
    ASSERT_TRUE(write_secret_file(file, "nightingale", Overwrite::no));
    EXPECT_EQ(config::read_text_file(file).value(), "nightingale");
    EXPECT_FALSE(fs::is_symlink(file));
    EXPECT_EQ(config::read_text_file(trap).value(), "open");
}

TEST_F(SecretFileTest, WhereNothingCanBeWrittenTheReasonNamesTheFile) {
    const auto written = write_secret_file("/proc/nowhere/secret", "a", Overwrite::no);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().reason.find("/proc/nowhere/secret: cannot be written"), 0U);
}

TEST(RandomWordTest, Is256BitsAndNeverTheSame) {
    EXPECT_EQ(random_word().size(), 64U);
    EXPECT_NE(random_word(), random_word());
}

} // namespace
} // namespace bascule::app
