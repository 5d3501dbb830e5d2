#include "bridge/delivery/queue_runner.hpp"

#include "bridge/ports/outage.hpp"
#include "tests/fakes/memory_journal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

using fakes::MemoryJournal;
using Row = MemoryJournal::State;
using Words = std::vector<std::string>;
using namespace std::chrono_literals;

/// Does for each row what the test has put down for its key: once for each call, then it arrives.
class ScriptedCourier final : public Courier {
public:
    struct Call {
        std::string key;
        Before before;
    };
    std::map<std::string, std::deque<std::function<Delivery()>>> scripts;
    std::deque<std::function<Fate()>> settlings;   ///< what each settle() answers; then all has arrived
    std::deque<std::function<bool()>> completions; ///< what each complete() does; then nothing is missing
    std::vector<Call> calls;
    std::vector<std::uint64_t> settled; ///< the sessions that were asked about

    Task<bool> complete(QueueName /*queue*/) override {
        if (completions.empty()) {
            co_return false;
        }
        const auto step = completions.front();
        completions.pop_front();
        co_return step();
    }
    Task<Delivery> deliver(JournalRow row, Before before) override {
        const auto key = row.entry.key.key;
        calls.push_back({key, before});
        auto& script = scripts[key];
        if (script.empty()) {
            co_return Delivery{};
        }
        const auto step = script.front();
        script.pop_front();
        co_return step();
    }
    Task<Fate> settle(std::uint64_t session) override {
        settled.push_back(session);
        if (settlings.empty()) {
            co_return Fate::arrived;
        }
        const auto step = settlings.front();
        settlings.pop_front();
        co_return step();
    }
    Words keys() const {
        Words list;
        for (const auto& call : calls) {
            list.push_back(call.key);
        }
        return list;
    }
    std::vector<Doubt> doubts() const {
        std::vector<Doubt> list;
        for (const auto& call : calls) {
            list.push_back(call.before.doubt);
        }
        return list;
    }
};

Delivery handed_on(std::uint64_t session) {
    return {.state = Delivery::State::handed_on, .reason = {}, .was_there = false, .session = session};
}
Delivery was_there() {
    return {.state = Delivery::State::arrived, .reason = {}, .was_there = true};
}
Delivery outage() {
    throw Outage{"the line is dead"};
}

class QueueRunnerTest : public testing::Test {
protected:
    /// Runs until there is nothing left to do.
    void run_all() {
        context.run();
        context.restart();
    }
    void resume() {
        boost::asio::co_spawn(context, runner.resume(), boost::asio::detached);
        run_all();
    }

    const QueueName orchard{Side::matrix, "!orchard:montague.example"};
    const QueueName garden{Side::xmpp, "garden@muc.capulet.example"};
    boost::asio::io_context context;
    MemoryJournal journal;
    ScriptedCourier from_matrix;
    ScriptedCourier from_xmpp;
    NoMetrics metrics;
    QueueRunner runner{context.get_executor(), journal, {from_matrix, from_xmpp}, metrics, {1ms, 2ms}};
};

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

} // namespace
} // namespace bascule::bridge
