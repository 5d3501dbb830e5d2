#include "bridge/async/backoff.hpp"
#include "bridge/async/race.hpp"
#include "bridge/async/signal.hpp"
#include "bridge/async/task_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr auto for_ever = 1h;

Task<void> fail_with_outage() {
    throw Outage{"gone"};
    co_return;
}

Task<int> answer() {
    co_return 42;
}

class AsyncTest : public testing::Test {
protected:
    // Runs a coroutine to its end on a fresh io_context and rethrows what it threw.
    void run(Task<void> task) {
        std::exception_ptr failure;
        asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown) { failure = std::move(thrown); });
        context.run();
        context.restart();
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    asio::io_context context;
};

TEST_F(AsyncTest, ARaceEndsWithItsFirstFailureAndDoesNotWaitForTheOther) {
    EXPECT_THROW(run(run_until_one_ends(pause(for_ever), fail_with_outage())), Outage);
}

TEST_F(AsyncTest, ADeadlineIsAnOutageThatNamesWhatWasAwaited) {
    try {
        run(within(1ms, "the store", pause(for_ever)));
        FAIL() << "nothing was thrown";
    } catch (const Outage& outage) {
        EXPECT_EQ(std::string{outage.what()}, "the store: no answer within 1 ms");
    }
}

TEST_F(AsyncTest, AnAnswerInTimeIsHandedOn) {
    int got = 0;
    const auto ask = [](int& into) -> Task<void> { into = co_await within<int>(for_ever, "it", answer()); };
    run(ask(got));
    EXPECT_EQ(got, 42);
}

TEST_F(AsyncTest, AFailureInTimeIsHandedOn) {
    EXPECT_THROW(run(within(for_ever, "it", fail_with_outage())), Outage);
}

TEST_F(AsyncTest, StoppingAGroupEndsItsTasksAndTellsNoFailure) {
    std::vector<std::string> failures;
    TaskGroup group{context.get_executor(),
                    [&](const std::string& name, const std::exception_ptr&) { failures.push_back(name); }};
    Signal never{context.get_executor()};
    group.spawn("sleeper", pause(for_ever));
    group.spawn("waiter", never.wait());
    group.spawn("failing", fail_with_outage());
    const auto stop_soon = [](TaskGroup& tasks) -> Task<void> {
        co_await pause(1ms);
        co_await tasks.stop();
    };
    run(stop_soon(group));
    EXPECT_EQ(group.size(), 0U);
    EXPECT_EQ(failures, std::vector<std::string>{"failing"});
}

TEST(BackoffTest, WaitsLongerEachTimeUpToItsMost) {
    Backoff backoff{100ms, 1s};
    for (const auto whole : {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms}) {
        const auto wait = backoff.next();
        EXPECT_GE(wait, whole / 2);
        EXPECT_LE(wait, whole);
    }
    backoff.reset();
    EXPECT_LE(backoff.next(), 100ms);
}

} // namespace
} // namespace bascule::bridge
