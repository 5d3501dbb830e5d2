#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace bascule::bridge {

/// A deadline of ours has passed. Whoever asks one peer about another can tell by it that the other may be at fault.
class Overdue : public Outage {
public:
    using Outage::Outage;
};

namespace detail {

template <class Value>
struct Ending {
    std::optional<Value> value;
    std::exception_ptr failure;
};

// `a || b` waits for a success, so a failure must look like one for the race to end.
template <class Value>
Task<Ending<Value>> capture(Task<Value> task) {
    Ending<Value> ending;
    try {
        ending.value.emplace(co_await std::move(task));
    } catch (...) { // carried to whoever awaits the race
        ending.failure = std::current_exception();
    }
    co_return ending;
}

inline Task<std::monostate> with_value(Task<void> task) {
    co_await std::move(task);
    co_return std::monostate{};
}

} // namespace detail

/// Runs both; when one ends, well or badly, cancels the other, waits for its end and rethrows the first one's failure.
inline Task<void> run_until_one_ends(Task<void> one, Task<void> other) {
    using namespace boost::asio::experimental::awaitable_operators;
    auto ended = co_await (detail::capture(detail::with_value(std::move(one))) ||
                           detail::capture(detail::with_value(std::move(other))));
    const auto failure = std::visit([](auto& ending) { return ending.failure; }, ended);
    if (failure) {
        std::rethrow_exception(failure);
    }
}

/// Awaits the task for at most this long; then cancels it and throws Overdue, naming `what` was awaited.
template <class Value>
Task<Value> within(std::chrono::milliseconds deadline, std::string what, Task<Value> task) {
    using namespace boost::asio::experimental::awaitable_operators;
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor, deadline};
    auto ended = co_await (detail::capture(std::move(task)) || timer.async_wait(boost::asio::use_awaitable));
    if (ended.index() == 1) {
        throw Overdue{what + ": no answer within " + std::to_string(deadline.count()) + " ms"};
    }
    auto& ending = std::get<0>(ended);
    if (ending.failure) {
        std::rethrow_exception(ending.failure);
    }
    co_return std::move(*ending.value);
}

inline Task<void> within(std::chrono::milliseconds deadline, std::string what, Task<void> task) {
    co_await within<std::monostate>(deadline, std::move(what), detail::with_value(std::move(task)));
}

} // namespace bascule::bridge
