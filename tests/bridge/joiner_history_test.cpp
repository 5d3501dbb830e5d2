#include "bridge/gateway/joiner_history.hpp"

#include "tests/fakes/fake_archive_rooms.hpp"
#include "tests/fakes/fake_room_history.hpp"
#include "tests/run.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

class JoinerHistoryTest : public testing::Test {
protected:
    JoinerHistoryTest() {
        history.most_per_page = 50;
        for (int number = 1; number <= 9; ++number) {
            history.events.push_back({.id = samples::event("$" + std::to_string(number)),
                                      .room = room,
                                      .sender = samples::user("@romeo:x.example"),
                                      .at_ms = number * 1000,
                                      .sent_key = {},
                                      .content = mapping::Message{mapping::MessageKind::text, std::to_string(number)}});
        }
    }

    std::vector<SeatMessage> told(HistoryLimits limits) {
        return tests::run(joiner.for_newcomer({muc, juliet, room, rooms.ghost, limits}));
    }
    std::string words(HistoryLimits limits) {
        std::string text;
        for (const auto& message : told(limits)) {
            text += message.message.body;
        }
        return text;
    }

    const mapping::RoomId room = samples::room("!verona:x.example");
    const mapping::Jid muc = samples::jid("#verona%x.example@matrix.example");
    const mapping::Jid juliet = samples::jid("juliet@capulet.example/balcony");
    fakes::FakeRoomHistory history;
    fakes::FakeArchiveRooms rooms;
    RoomArchive archive{rooms, history};
    JoinerHistory joiner{archive, history, [] { return std::int64_t{10'000}; }};
};

// XEP-0045 §7.2.13
TEST_F(JoinerHistoryTest, TheLatestMessagesComeOldestFirstWithTheirTimes) {
    const auto messages = told({.most_stanzas = 2});
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages.at(0).message.body, "8");
    EXPECT_EQ(messages.at(0).delay_ms, 8000);
    EXPECT_EQ(messages.at(0).to, juliet);
    EXPECT_EQ(messages.at(1).stanza_id, "$9");
    EXPECT_EQ(words({}), "123456789");
}

TEST_F(JoinerHistoryTest, TimesLimitIt) {
    EXPECT_EQ(words({.since_ms = 7000}), "789");
    EXPECT_EQ(words({.seconds = 2}), "89");
}

TEST_F(JoinerHistoryTest, WhoWantsNoneCostsNoRequest) {
    EXPECT_EQ(words({.most_characters = 0}), "");
    EXPECT_EQ(words({.most_stanzas = 0}), "");
    EXPECT_TRUE(history.queries.empty());
}

// Promise: nobody reads what he could not have read on Matrix.
TEST_F(JoinerHistoryTest, ItIsReadAsTheJoinersGhost) {
    history.hidden[rooms.ghost] = {samples::event("$8"), samples::event("$9")};
    EXPECT_EQ(words({}), "1234567");
    EXPECT_EQ(history.readers.at(0), rooms.ghost);
}

TEST_F(JoinerHistoryTest, OneEntersWithoutWhereItCannotBeRead) {
    history.forbidden.insert(rooms.ghost);
    EXPECT_EQ(words({}), "");
    history.forbidden.clear();
    history.is_down = true;
    EXPECT_EQ(words({}), "");
}

TEST_F(JoinerHistoryTest, NobodyWaitsAtTheDoorForEver) {
    history.is_silent = true;
    JoinerHistory hasty{archive, history, [] { return std::int64_t{10'000}; }, std::chrono::milliseconds{1}};
    EXPECT_TRUE(tests::run(hasty.for_newcomer({muc, juliet, room, rooms.ghost, {}})).empty());
}

} // namespace
} // namespace bascule::bridge
