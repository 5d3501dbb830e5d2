#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace bascule::store {
namespace {

using bridge::EntryKey;
using bridge::JournalCommit;
using bridge::JournalEntry;
using bridge::JournalRow;
using bridge::QueueName;
using bridge::QueuePosition;
using bridge::Side;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const QueueName verona{Side::matrix, "!verona:montague.example"};
const QueueName garden{Side::xmpp, "garden@muc.capulet.example"};

JournalEntry entry(const std::string& key, const QueueName& queue = verona, std::int64_t arrived_ms = 1'000) {
    return {{queue, key}, "payload of " + key, "author of " + key, arrived_ms};
}

std::vector<std::string> keys_of(const std::vector<JournalRow>& rows) {
    std::vector<std::string> keys;
    for (const auto& row : rows) {
        keys.push_back(row.entry.key.key);
    }
    return keys;
}

class JournalTest : public StoreTest {
protected:
    std::vector<JournalRow> append(std::vector<JournalEntry> entries) {
        return get(store->journal().commit(JournalCommit{std::move(entries), {}, {}}));
    }
    std::vector<JournalRow> pending(const QueueName& queue = verona) {
        return get(store->journal().pending(queue, 0, 1'000));
    }
    void finish(const std::vector<JournalRow>& rows) {
        std::vector<std::int64_t> ids;
        for (const auto& row : rows) {
            ids.push_back(row.id);
        }
        run(store->journal().finish(std::move(ids)));
    }
};

TEST_P(JournalTest, RowsComeBackInTheOrderOfTheirEntries) {
    const auto appended = append({entry("$1"), entry("$0"), entry("$2")});
    EXPECT_THAT(keys_of(appended), ElementsAre("$1", "$0", "$2"));
    EXPECT_LT(appended[0].id, appended[1].id);
    EXPECT_LT(appended[1].id, appended[2].id);
    EXPECT_THAT(keys_of(pending()), ElementsAre("$1", "$0", "$2"));
}

TEST_P(JournalTest, ARowHoldsAllThatArrived) {
    append({entry("stanza-1", garden, 1'700'000'000'123)});
    const auto row = pending(garden).at(0);
    EXPECT_EQ(row.entry.key, (EntryKey{garden, "stanza-1"}));
    EXPECT_EQ(row.entry.payload, "payload of stanza-1");
    EXPECT_EQ(row.entry.author, "author of stanza-1");
    EXPECT_EQ(row.entry.arrived_ms, 1'700'000'000'123);
}

TEST_P(JournalTest, AnEntrySeenBeforeIsLeftOut) {
    append({entry("$0")});
    EXPECT_THAT(keys_of(append({entry("$0"), entry("$1"), entry("$1")})), ElementsAre("$1"));
    EXPECT_THAT(keys_of(pending()), ElementsAre("$0", "$1"));
}

TEST_P(JournalTest, AnEntryThatIsDoneIsStillKnown) {
    finish(append({entry("$0")}));
    EXPECT_THAT(append({entry("$0")}), IsEmpty());
    EXPECT_THAT(pending(), IsEmpty());
}

TEST_P(JournalTest, TheSameKeyInAnotherQueueIsAnotherEntry) {
    append({entry("0")});
    EXPECT_THAT(append({entry("0", garden), entry("0", QueueName{Side::xmpp, verona.name})}), testing::SizeIs(2));
}

TEST_P(JournalTest, ACommitThatProvesANewEntryLeavesNothingToDo) {
    const JournalCommit commit{{entry("$0"), entry("$1")}, {{verona, "$0"}}, {}};
    EXPECT_THAT(keys_of(get(store->journal().commit(commit))), ElementsAre("$1"));
    EXPECT_THAT(keys_of(pending()), ElementsAre("$1"));
}

TEST_P(JournalTest, ACommitFinishesEntriesByKeyAndMovesPositions) {
    append({entry("$0"), entry("$1")});
    const JournalCommit commit{
        {entry("stanza-1", garden)}, {{verona, "$0"}, {verona, "$never seen"}}, {{garden, "stanza-1", 5'000}}};
    EXPECT_THAT(keys_of(get(store->journal().commit(commit))), ElementsAre("stanza-1"));
    EXPECT_THAT(keys_of(pending()), ElementsAre("$1"));
    const auto position = get(store->journal().position(garden));
    ASSERT_TRUE(position);
    EXPECT_EQ(position->queue, garden);
    EXPECT_EQ(position->stanza_id, "stanza-1");
    EXPECT_EQ(position->at_ms, 5'000);
}

TEST_P(JournalTest, APositionIsReplacedAndUnknownBefore) {
    EXPECT_FALSE(get(store->journal().position(garden)));
    const JournalCommit first{{}, {}, {{garden, "1", 1'000}}};
    get(store->journal().commit(first));
    const JournalCommit second{{}, {}, {{garden, "", 2'000}}};
    get(store->journal().commit(second));
    const auto position = get(store->journal().position(garden));
    ASSERT_TRUE(position);
    EXPECT_EQ(position->stanza_id, "");
    EXPECT_EQ(position->at_ms, 2'000);
}

TEST_P(JournalTest, AnEmptyCommitIsFine) {
    EXPECT_THAT(get(store->journal().commit(JournalCommit{})), IsEmpty());
    run(store->journal().finish({}));
    EXPECT_THAT(get(store->journal().known({})), IsEmpty());
}

TEST_P(JournalTest, AQueueIsReadInWindows) {
    append({entry("$0"), entry("x", garden), entry("$1"), entry("$2"), entry("$3")});
    const auto first = get(store->journal().pending(verona, 0, 2));
    EXPECT_THAT(keys_of(first), ElementsAre("$0", "$1"));
    EXPECT_THAT(keys_of(get(store->journal().pending(verona, first.back().id, 2))), ElementsAre("$2", "$3"));
}

TEST_P(JournalTest, QueuesWithPendingRowsAreFound) {
    const QueueName chat{Side::xmpp, "juliet@capulet.example romeo%montague.example@matrix.example"};
    const auto rows = append({entry("$0"), entry("x", garden), entry("y", chat), entry("z", chat)});
    finish({rows[0]});
    EXPECT_THAT(get(store->journal().pending_queues()), UnorderedElementsAre(garden, chat));
}

TEST_P(JournalTest, FinishingIsHarmlessForRowsThatAreNotThere) {
    const auto rows = append({entry("$0")});
    run(store->journal().finish({rows[0].id, rows[0].id, 9'999'999, -1}));
    finish(rows);
    EXPECT_THAT(pending(), IsEmpty());
}

TEST_P(JournalTest, AParkedRowLetsTheOthersPassAndIsCounted) {
    const auto rows = append({entry("$0"), entry("$1")});
    run(store->journal().park(rows[0].id, "the room is gone"));
    EXPECT_THAT(keys_of(pending()), ElementsAre("$1"));
    const auto figures = get(store->journal().figures());
    EXPECT_EQ(figures.pending, 1);
    EXPECT_EQ(figures.parked, 1);
}

TEST_P(JournalTest, FiguresTellTheOldestPendingArrival) {
    EXPECT_EQ(get(store->journal().figures()).oldest_pending_ms, 0);
    const auto rows = append({entry("$0", verona, 1'000), entry("$1", verona, 3'000), entry("x", garden, 2'000)});
    finish({rows[0]});
    EXPECT_EQ(get(store->journal().figures()).oldest_pending_ms, 2'000);
    EXPECT_EQ(get(store->journal().figures()).pending, 2);
}

TEST_P(JournalTest, AReopenedRowIsAtItsOldPlace) {
    finish({append({entry("$0"), entry("$1"), entry("$2")})[1]});
    EXPECT_TRUE(get(store->journal().reopen(EntryKey{verona, "$1"})));
    EXPECT_THAT(keys_of(pending()), ElementsAre("$0", "$1", "$2"));
    EXPECT_EQ(pending()[1].entry.payload, "payload of $1");
}

TEST_P(JournalTest, WhatWasNeverThereCannotBeReopened) {
    EXPECT_FALSE(get(store->journal().reopen(EntryKey{verona, "$1"})));
}

TEST_P(JournalTest, KnownTellsWhatWasEverAppended) {
    finish(append({entry("$0")}));
    append({entry("$1")});
    EXPECT_THAT(get(store->journal().known({{verona, "$2"}, {verona, "$1"}, {garden, "$0"}, {verona, "$0"}})),
                ElementsAre(EntryKey{verona, "$1"}, EntryKey{verona, "$0"}));
}

TEST_P(JournalTest, RowsAreReplacedInTheirNewOrderBehindThoseThatStay) {
    const auto rows =
        append({entry("done", garden), entry("0", garden), entry("2", garden), entry("4", garden), entry("$0")});
    finish({rows[0]});
    run(store->journal().replace(
        {rows[2].id, rows[3].id},
        {entry("done", garden), entry("1", garden), entry("2", garden), entry("3", garden), entry("4", garden)}));
    EXPECT_THAT(keys_of(pending(garden)), ElementsAre("0", "1", "2", "3", "4"));
    EXPECT_GT(pending(garden)[1].id, rows.back().id);
    EXPECT_THAT(keys_of(pending(verona)), ElementsAre("$0"));
}

TEST_P(JournalTest, ARowThatIsDoneIsNotReplaced) {
    const auto rows = append({entry("0", garden)});
    finish(rows);
    run(store->journal().replace({rows[0].id}, {entry("0", garden)}));
    EXPECT_THAT(pending(garden), IsEmpty());
}

TEST_P(JournalTest, PendingRowsAreFoundByTheirArrival) {
    const auto rows = append({entry("old", verona, 1'000), entry("done", verona, 2'000), entry("new", verona, 2'000),
                              entry("other", garden, 2'000)});
    finish({rows[1]});
    EXPECT_THAT(keys_of(get(store->journal().pending_since(verona, 2'000))), ElementsAre("new"));
}

TEST_P(JournalTest, TheLatestArrivalOfASideIsKnown) {
    EXPECT_EQ(get(store->journal().latest_arrival(Side::matrix)), std::nullopt);
    finish(append({entry("$0", verona, 1'000), entry("$1", verona, 3'000), entry("x", garden, 9'000)}));
    EXPECT_EQ(get(store->journal().latest_arrival(Side::matrix)), 3'000);
}

TEST_P(JournalTest, PruningForgetsOldRowsThatNobodyNeeds) {
    const auto rows = append({entry("done", verona, 1'000), entry("parked", verona, 1'000),
                              entry("pending", verona, 1'000), entry("young", verona, 2'000)});
    finish({rows[0], rows[3]});
    run(store->journal().park(rows[1].id, "no such user"));
    EXPECT_EQ(get(store->journal().prune(2'000)), 2);
    EXPECT_EQ(get(store->journal().figures()).parked, 0);
    EXPECT_THAT(append({entry("pending"), entry("young"), entry("done")}), testing::SizeIs(1));
    EXPECT_FALSE(get(store->journal().reopen(EntryKey{verona, "parked"})));
}

TEST_P(JournalTest, PruningDoesNotStopAtManyRows) {
    std::vector<JournalEntry> many;
    for (int at = 0; at < 2'500; ++at) {
        many.push_back(entry("$" + std::to_string(at)));
    }
    finish(append(std::move(many)));
    EXPECT_EQ(get(store->journal().prune(1'001)), 2'500);
    EXPECT_THAT(get(store->journal().known({{verona, "$7"}})), IsEmpty());
}

TEST_P(JournalTest, AnIdIsNotGivenTwiceThoughTheRowsAreGone) {
    const auto rows = append({entry("$0")});
    finish(rows);
    EXPECT_EQ(get(store->journal().prune(2'000)), 1);
    EXPECT_GT(append({entry("$1")})[0].id, rows[0].id);
}

TEST_P(JournalTest, WhatWasCommittedIsThereAfterARestart) {
    finish({append({entry("$0"), entry("$1")})[0]});
    reopen();
    EXPECT_THAT(keys_of(pending()), ElementsAre("$1"));
    EXPECT_THAT(keys_of(append({entry("$0"), entry("$2")})), ElementsAre("$2"));
}

// A stanza's id is up to its sender, so nothing may depend on its being short, or text at all.
TEST_P(JournalTest, AnyBytesOfAnyLengthComeBackAsTheyWere) {
    const std::string hostile = std::string{"\0\x01\x10\xC0\x80\xED\xA0\x80\xFF 'é\"\\x", 17} +
                                "\x10"
                                "00";
    const std::string long_name(5'000, '\xFE');
    const QueueName queue{Side::xmpp, long_name + "@capulet.example"};
    const std::string payload = hostile + std::string(1'000'000, 'x') + std::string(1'000, '\0');
    const JournalEntry odd{{queue, long_name + "1"}, payload, hostile, 1'000};
    const JournalEntry other{{queue, long_name + "2"}, "", "", 1'000};
    EXPECT_THAT(append({odd, other, odd}), testing::SizeIs(2));
    const auto rows = pending(queue);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].entry.key, odd.key);
    EXPECT_EQ(rows[0].entry.payload, payload);
    EXPECT_EQ(rows[0].entry.author, hostile);
    EXPECT_EQ(rows[1].entry.key, other.key);
    EXPECT_EQ(rows[1].entry.payload, "");
    EXPECT_THAT(get(store->journal().pending_queues()), ElementsAre(queue));
    EXPECT_TRUE(get(store->journal().reopen(odd.key)));
}

BASCULE_ON_BOTH_ENGINES(JournalTest);

} // namespace
} // namespace bascule::store
