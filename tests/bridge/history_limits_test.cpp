#include "bridge/gateway/history_limits.hpp"

#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

constexpr std::int64_t now = 1'000'000;

class HistoryLimitsTest : public testing::Test {
protected:
    static SeatMessage message(std::int64_t at_ms, const std::string& body) {
        return {.to = samples::jid("juliet@capulet.example/balcony"),
                .from = samples::jid("room@matrix.example/Romeo"),
                .id = "id",
                .message = {mapping::MessageKind::text, body},
                .stanza_id = "$event",
                .occupant_id = "occupant",
                .delay_ms = at_ms};
    }
    static std::vector<SeatMessage> hundred() {
        std::vector<SeatMessage> messages;
        for (int number = 0; number < 100; ++number) {
            messages.push_back(message(now - 100'000 + number * 1000, std::to_string(number)));
        }
        return messages;
    }
    static std::vector<SeatMessage> kept(const HistoryLimits& limits) { return limited(hundred(), limits, now); }
};

// XEP-0045 §7.2.13
TEST_F(HistoryLimitsTest, WhoSaysNothingGetsTheUsualHistory) {
    const auto messages = kept({});
    ASSERT_EQ(messages.size(), 20U);
    EXPECT_EQ(messages.front().message.body, "80");
    EXPECT_EQ(messages.back().message.body, "99");
}

TEST_F(HistoryLimitsTest, WhoWantsNoHistoryIsNotEvenReadItFor) {
    EXPECT_EQ(reach_of({.most_characters = 0}, now).messages, 0);
    EXPECT_EQ(reach_of({.most_stanzas = 0}, now).messages, 0);
    EXPECT_TRUE(kept({.most_stanzas = 0}).empty());
}

TEST_F(HistoryLimitsTest, StanzasAreTheLatestOnes) {
    const auto messages = kept({.most_stanzas = 3});
    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(messages.front().message.body, "97");
    EXPECT_EQ(reach_of({.most_stanzas = 100'000}, now).messages, most_history);
}

TEST_F(HistoryLimitsTest, SecondsAndSinceAreBounds) {
    EXPECT_EQ(kept({.seconds = 50}).front().message.body, "50");
    EXPECT_EQ(kept({.since_ms = now - 30'000}).front().message.body, "70");
    EXPECT_EQ(kept({.seconds = 50, .since_ms = now - 30'000}).size(), 30U) << "the narrower one counts";
    EXPECT_EQ(kept({.most_stanzas = 2, .seconds = 50}).size(), 2U);
    EXPECT_EQ(kept({.seconds = std::numeric_limits<std::int64_t>::max()}).size(), 100U);
    EXPECT_TRUE(kept({.seconds = 0}).empty());
}

TEST_F(HistoryLimitsTest, CharactersAreThoseOfWholeStanzas) {
    const auto size = static_cast<std::int64_t>(stanza_size(message(now, "10")));
    EXPECT_EQ(kept({.most_characters = 2 * size}).size(), 2U);
    EXPECT_EQ(kept({.most_characters = 2 * size - 1}).size(), 1U);
    EXPECT_TRUE(kept({.most_characters = 1}).empty());
    EXPECT_GT(stanza_size(message(now, "&&")), stanza_size(message(now, "ab"))) << "as it is escaped";
}

} // namespace
} // namespace bascule::bridge
