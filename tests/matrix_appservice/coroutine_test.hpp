#pragma once

#include "bridge/async/race.hpp"
#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

namespace bascule::matrix {

/// A test whose coroutines run on one io_context.
class CoroutineTest : public testing::Test {
public:
    /// Runs it to its end, with whatever else is under way; rethrows what it threw. Hangs never: gives up after a
    /// minute.
    void run(bridge::Task<void> task) {
        std::exception_ptr failure;
        bool has_ended = false;
        boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown) {
            failure = std::move(thrown);
            has_ended = true;
        });
        const auto end = std::chrono::steady_clock::now() + std::chrono::minutes{1};
        context.restart();
        while (!has_ended && std::chrono::steady_clock::now() < end) {
            context.run_one_until(end);
        }
        ASSERT_TRUE(has_ended) << "the coroutine did not end within a minute";
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    template <class Value>
    Value run(bridge::Task<Value> task) {
        std::optional<Value> value;
        run(keep(std::move(task), value));
        return std::move(value).value();
    }

    boost::asio::io_context context;

private:
    template <class Value>
    static bridge::Task<void> keep(bridge::Task<Value> task, std::optional<Value>& value) {
        value.emplace(co_await std::move(task));
    }
};

} // namespace bascule::matrix
