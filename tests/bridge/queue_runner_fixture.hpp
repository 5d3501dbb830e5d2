#pragma once

#include "bridge/delivery/queue_runner.hpp"
#include "bridge/ports/not_yet.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/fakes/memory_journal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::bridge {

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
    std::vector<std::string> keys() const {
        std::vector<std::string> list;
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

inline Delivery handed_on(std::uint64_t session) {
    return {.state = Delivery::State::handed_on, .reason = {}, .was_there = false, .session = session};
}
inline Delivery was_there() {
    return {.state = Delivery::State::arrived, .reason = {}, .was_there = true};
}
inline Delivery outage() {
    throw Outage{"the line is dead"};
}

inline Delivery not_yet() {
    throw NotYet{std::chrono::milliseconds{1}};
}
inline Delivery handed() {
    return handed_on(1);
}

/// Keeps the labels of every message that is counted.
class CountedMessages final : public Metrics {
public:
    std::vector<Labels> labels;

    void add(std::string_view counter, const Labels& of_message, double /*amount*/) override {
        if (counter == "bridge_messages_total") {
            labels.push_back(of_message);
        }
    }
    void set(std::string_view /*gauge*/, const Labels& /*labels*/, double /*value*/) override {}
    void observe(std::string_view /*histogram*/, const Labels& /*labels*/, double /*seconds*/) override {}
};

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
    fakes::MemoryJournal journal;
    ScriptedCourier from_matrix;
    ScriptedCourier from_xmpp;
    CountedMessages metrics;
    QueueRunner runner{context.get_executor(),
                       journal,
                       {from_matrix, from_xmpp},
                       metrics,
                       {std::chrono::milliseconds{1}, std::chrono::milliseconds{2}}};
};

} // namespace bascule::bridge
