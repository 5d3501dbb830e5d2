#pragma once

#include "bridge/async/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace bascule::tests {

/// Runs a coroutine to its end on a fresh io_context; rethrows what it threw.
inline void run(bridge::Task<void> task) {
    boost::asio::io_context context;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown) { failure = std::move(thrown); });
    context.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

namespace detail {

template <class Value>
bridge::Task<void> keep(bridge::Task<Value> task, std::optional<Value>& result) {
    result.emplace(co_await std::move(task));
}

} // namespace detail

/// The same for one that returns something.
template <class Value>
Value run(bridge::Task<Value> task) {
    std::optional<Value> result;
    run(detail::keep(std::move(task), result));
    return std::move(*result);
}

} // namespace bascule::tests
