#include "tests/bridge/queue_runner_fixture.hpp"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

using Row = fakes::MemoryJournal::State;
using testing::UnorderedElementsAre;
using Words = std::vector<std::string>;

TEST_F(QueueRunnerTest, RowsAreGivenInOrderToTheCourierOfTheirSide) {
    journal.add(orchard, "a");
    journal.add(garden, "x");
    journal.add(orchard, "b");
    resume();
    EXPECT_EQ(from_matrix.keys(), (Words{"a", "b"}));
    EXPECT_EQ(from_xmpp.keys(), Words{"x"});
    EXPECT_EQ(journal.at("b").state, Row::finished);
}

TEST_F(QueueRunnerTest, MoreThanAWindowIsDeliveredToTheEnd) {
    for (int i = 0; i < 200; ++i) {
        journal.add(orchard, std::to_string(i));
    }
    resume();
    EXPECT_EQ(from_matrix.calls.size(), 200U);
    EXPECT_EQ(from_matrix.calls.back().key, "199");
    EXPECT_TRUE(journal.waiting(Side::matrix).empty());
}

TEST_F(QueueRunnerTest, ARowThatMeetsAnOutageIsTriedAgainBeforeThoseBehindIt) {
    journal.add(orchard, "a");
    journal.add(orchard, "b");
    journal.add(orchard, "c");
    from_matrix.scripts["b"] = {outage, outage};
    resume();
    EXPECT_EQ(from_matrix.keys(), (Words{"a", "b", "b", "b", "c"}));
    EXPECT_TRUE(journal.waiting(Side::matrix).empty());
}

TEST_F(QueueRunnerTest, AnOutageOfOneQueueDoesNotHoldUpAnother) {
    journal.add(orchard, "a");
    journal.add(garden, "x");
    from_matrix.scripts["a"] = {[&] {
        from_matrix.scripts["a"] = {[&] {
            EXPECT_EQ(journal.at("x").state, Row::finished);
            return Delivery{};
        }};
        return outage();
    }};
    resume();
    EXPECT_EQ(journal.at("a").state, Row::finished);
}

TEST_F(QueueRunnerTest, ARowThatFailsForItsOwnSakeIsParkedAndTheQueueGoesOn) {
    journal.add(orchard, "a");
    journal.add(orchard, "b");
    from_matrix.scripts["a"] = {[]() -> Delivery { throw std::runtime_error{"unsayable"}; }};
    resume();
    EXPECT_EQ(journal.at("a").state, Row::parked);
    EXPECT_EQ(journal.at("a").reason, "unsayable");
    EXPECT_EQ(journal.at("b").state, Row::finished);
}

TEST_F(QueueRunnerTest, ARowThatTheCourierParksKeepsItsReason) {
    journal.add(orchard, "a");
    from_matrix.scripts["a"] = {[] { return Delivery{Delivery::State::parked, "blocked"}; }};
    resume();
    EXPECT_EQ(journal.at("a").reason, "blocked");
}

TEST_F(QueueRunnerTest, WhatWasMissingAmongTheRowsIsDeliveredAtItsPlace) {
    journal.add(orchard, "b");
    from_matrix.completions = {[]() -> bool { throw Outage{"nobody knows"}; },
                               [&] {
                                   const auto b = journal.rows.front();
                                   journal.rows.clear();
                                   journal.add(orchard, "a");
                                   journal.rows.push_back(b);
                                   return true;
                               }};
    resume();
    EXPECT_EQ(from_matrix.keys(), (Words{"a", "b"}));
}

TEST_F(QueueRunnerTest, RowsThatArrivedBeforeAnOutageAreNotRepeated) {
    journal.add(garden, "x");
    journal.add(garden, "y");
    from_xmpp.scripts["y"] = {outage};
    resume();
    EXPECT_EQ(from_xmpp.keys(), (Words{"x", "y", "y"}));
}

TEST_F(QueueRunnerTest, WhatWasWokenBeforeTheStartIsDeliveredAfterIt) {
    runner.wake(garden);
    run_all();
    journal.add(garden, "x");
    runner.wake(garden);
    run_all();
    EXPECT_TRUE(from_xmpp.calls.empty());
    resume();
    EXPECT_EQ(from_xmpp.keys(), Words{"x"});
}

TEST_F(QueueRunnerTest, ARowThatComesWhileItsQueueRunsIsNotForgotten) {
    journal.add(garden, "x");
    from_xmpp.scripts["x"] = {[&] {
        journal.add(garden, "y");
        runner.wake(garden);
        return Delivery{};
    }};
    resume();
    EXPECT_EQ(from_xmpp.keys(), (Words{"x", "y"}));
}

TEST_F(QueueRunnerTest, ARowWhoseTimeHasNotComeHoldsUpNobodyAndIsTakenAgain) {
    journal.add(orchard, "a");
    journal.add(orchard, "b");
    from_matrix.scripts["a"] = {not_yet, not_yet, handed};
    resume();
    EXPECT_EQ(from_matrix.keys(), (Words{"a", "b", "a", "a"}));
    EXPECT_EQ(journal.rows.at(0).state, fakes::MemoryJournal::State::finished);
}

// What an earlier process may have sent is in doubt still when its time comes.
TEST_F(QueueRunnerTest, ARowThatWaitedKeepsItsDoubt) {
    journal.add(orchard, "a");
    journal.add(orchard, "b");
    from_matrix.scripts["a"] = {not_yet};
    resume();
    EXPECT_EQ(from_matrix.keys(), (Words{"a", "b", "a"}));
    EXPECT_EQ(from_matrix.doubts(), (std::vector{Doubt::maybe_there, Doubt::maybe_there, Doubt::maybe_there}));
}

TEST_F(QueueRunnerTest, EachMessageIsCountedByDirectionTypeAndResult) {
    journal.add(orchard, "a");
    from_matrix.scripts["a"] = {[] {
        Delivery blocked{Delivery::State::parked, "blocked"};
        blocked.type = "emote";
        return blocked;
    }};
    journal.add(garden, "x");
    resume();
    EXPECT_THAT(
        metrics.labels,
        UnorderedElementsAre(Labels{{"direction", "matrix_to_xmpp"}, {"type", "emote"}, {"result", "parked"}},
                             Labels{{"direction", "xmpp_to_matrix"}, {"type", "unknown"}, {"result", "delivered"}}));
}

} // namespace
} // namespace bascule::bridge
