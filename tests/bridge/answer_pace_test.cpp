#include "bridge/intake/answer_pace.hpp"

#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::bridge {
namespace {

using samples::jid;

constexpr std::int64_t minute_ms = 60'000;

TEST(AnswerPaceTest, NobodyIsAnsweredTwiceWithinAMinute) {
    AnswerPace pace;
    EXPECT_TRUE(pace.may_answer(jid("juliet@capulet.example"), 1'000));
    EXPECT_FALSE(pace.may_answer(jid("juliet@capulet.example"), 1'000 + minute_ms - 1));
    EXPECT_TRUE(pace.may_answer(jid("nurse@capulet.example"), 1'000 + minute_ms - 1));
    EXPECT_TRUE(pace.may_answer(jid("juliet@capulet.example"), 1'000 + minute_ms));
    EXPECT_FALSE(pace.may_answer(jid("juliet@capulet.example"), 1'000 + minute_ms));
}

TEST(AnswerPaceTest, AFloodOfStrangersIsAnsweredUpToABound) {
    constexpr int bound = 10'000;
    AnswerPace pace;
    for (int at = 0; at < bound; ++at) {
        EXPECT_TRUE(pace.may_answer(jid("stranger" + std::to_string(at) + "@capulet.example"), 0));
    }
    EXPECT_FALSE(pace.may_answer(jid("juliet@capulet.example"), minute_ms - 1));
    EXPECT_TRUE(pace.may_answer(jid("juliet@capulet.example"), minute_ms));
}

} // namespace
} // namespace bascule::bridge
