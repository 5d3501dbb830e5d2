#include "bridge/crossing/reaction_pace.hpp"

#include "bridge/ports/not_yet.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::bridge {
namespace {

class ReactionPaceTest : public testing::Test {
protected:
    /// How long the line is to wait; 0: it is said; -1: it is not said at all.
    std::int64_t ask(const std::string& name) {
        try {
            return pace.may_say(muc, name) ? 0 : -1;
        } catch (const NotYet& not_yet) {
            return not_yet.time().count();
        }
    }

    const mapping::Jid muc = samples::jid("garden@muc.capulet.example");
    std::int64_t now = 1'000'000;
    ReactionPace pace{[this] { return now; }};
};

TEST_F(ReactionPaceTest, ALineWaitsFiveSecondsForMore) {
    EXPECT_EQ(ask("$1"), 5'000);
    now += 3'000;
    EXPECT_EQ(ask("$1"), 2'000);
    EXPECT_EQ(ask("$2"), 5'000);
    now += 2'000;
    EXPECT_EQ(ask("$1"), 0);
}

TEST_F(ReactionPaceTest, FiveLinesAtATimeAreEnough) {
    for (int number = 0; number < 8; ++number) {
        ask("$" + std::to_string(number));
    }
    now += 5'000;
    for (int number = 0; number < 8; ++number) {
        EXPECT_EQ(ask("$" + std::to_string(number)), number < 5 ? 0 : -1);
    }
    ask("$later");
    now += 5'000;
    EXPECT_EQ(ask("$later"), 0);
}

TEST_F(ReactionPaceTest, NoMoreThanTwentyWait) {
    for (int number = 0; number < 20; ++number) {
        EXPECT_EQ(ask("$" + std::to_string(number)), 5'000);
    }
    EXPECT_EQ(ask("$one more"), -1);
    EXPECT_EQ(ask("$0"), 5'000) << "those who wait go on waiting";
}

} // namespace
} // namespace bascule::bridge
