// What may or may not have crossed already: rows handed on to a stream, rows of an earlier process.
#include "tests/bridge/queue_runner_fixture.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

using Row = fakes::MemoryJournal::State;
using Words = std::vector<std::string>;

TEST_F(QueueRunnerTest, ARowHandedOnIsFinishedOnlyWhenItIsKnownToHaveArrived) {
    journal.add(orchard, "a");
    from_matrix.scripts["a"] = {[] { return handed_on(7); }};
    from_matrix.settlings = {[&] {
        EXPECT_EQ(journal.at("a").state, Row::pending);
        return Fate::arrived;
    }};
    resume();
    EXPECT_EQ(from_matrix.settled, std::vector<std::uint64_t>{7});
    EXPECT_EQ(journal.at("a").state, Row::finished);
}

TEST_F(QueueRunnerTest, WhatWasHandedOnToABrokenStreamIsHandedOnAgain) {
    journal.add(orchard, "a");
    from_matrix.scripts["a"] = {[] { return handed_on(7); }, [] { return handed_on(8); }};
    from_matrix.settlings = {[] { return Fate::unknown; }};
    resume();
    EXPECT_EQ(from_matrix.keys(), (Words{"a", "a"}));
    EXPECT_EQ(from_matrix.settled, (std::vector<std::uint64_t>{7, 8}));
    EXPECT_EQ(journal.at("a").state, Row::finished);
}

// The stream lives, so the server has it: to write it again would double it.
TEST_F(QueueRunnerTest, WhatWasHandedOnIsNotHandedOnAgainWhileItsFateIsOpen) {
    journal.add(orchard, "a");
    from_matrix.scripts["a"] = {[] { return handed_on(7); }};
    from_matrix.settlings = {[]() -> Fate { throw Outage{"no answer yet"}; }};
    resume();
    EXPECT_EQ(from_matrix.keys(), Words{"a"});
    EXPECT_EQ(from_matrix.settled, (std::vector<std::uint64_t>{7, 7}));
    EXPECT_EQ(journal.at("a").state, Row::finished);
}

TEST_F(QueueRunnerTest, AnOutageOfTheStoreDoesNotMakeArrivedRowsBeDeliveredAgain) {
    journal.add(orchard, "a");
    from_matrix.scripts["a"] = {[] { return handed_on(7); }};
    from_matrix.settlings = {[&] {
        journal.is_away = true; // when the row is to be finished
        return Fate::arrived;
    }};
    boost::asio::co_spawn(context, runner.resume(), boost::asio::detached);
    while (!journal.is_away) {
        context.run_one();
    }
    context.run_one();
    journal.is_away = false;
    run_all();
    EXPECT_EQ(from_matrix.keys(), Words{"a"});
    EXPECT_EQ(from_matrix.settled, std::vector<std::uint64_t>{7});
    EXPECT_EQ(journal.at("a").state, Row::finished);
}

// Stanzas written to a stream that broke may be lost, so the order is only kept by writing all of them again.
TEST_F(QueueRunnerTest, ARowIsToldToWhichStreamThoseBeforeItWent) {
    journal.add(orchard, "a");
    journal.add(orchard, "b");
    from_matrix.scripts["a"] = {[] { return handed_on(7); }, [] { return handed_on(8); }};
    from_matrix.scripts["b"] = {outage, [] { return handed_on(8); }};
    from_matrix.settlings = {[] { return Fate::unknown; }};
    resume();
    EXPECT_EQ(from_matrix.keys(), (Words{"a", "b", "a", "b"}));
    EXPECT_EQ(from_matrix.calls.at(0).before.session, std::nullopt);
    EXPECT_EQ(from_matrix.calls.at(1).before.session, 7U);
    EXPECT_EQ(from_matrix.calls.at(2).before.session, std::nullopt);
    EXPECT_EQ(from_matrix.calls.at(3).before.session, 8U);
    EXPECT_TRUE(journal.waiting(Side::matrix).empty());
}

TEST_F(QueueRunnerTest, AfterAStartTheFirstRowsAreInDoubtUntilOneWasNotThere) {
    journal.add(garden, "x");
    journal.add(garden, "y");
    journal.add(garden, "z");
    from_xmpp.scripts["x"] = {was_there};
    resume();
    EXPECT_EQ(from_xmpp.doubts(), (std::vector{Doubt::maybe_there, Doubt::maybe_there, Doubt::none}));
}

TEST_F(QueueRunnerTest, ARowOfTheRunningProcessIsNotInDoubtUntilAnOutage) {
    resume();
    journal.add(garden, "x");
    from_xmpp.scripts["x"] = {outage};
    runner.wake(garden);
    run_all();
    EXPECT_EQ(from_xmpp.doubts(), (std::vector{Doubt::none, Doubt::maybe_there}));
}

} // namespace
} // namespace bascule::bridge
