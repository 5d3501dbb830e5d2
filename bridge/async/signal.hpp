#pragma once

#include "bridge/async/task.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>

namespace bascule::bridge {

/// Something that coroutines of one thread wait for. A notification wakes those that wait now and is not remembered,
/// so the waiter checks its condition before it waits.
class Signal {
public:
    explicit Signal(const boost::asio::any_io_executor& executor);

    void notify_all();
    Task<void> wait();

private:
    boost::asio::steady_timer timer_;
};

/// Waits this long, or until the coroutine is cancelled (then throws operation_aborted).
Task<void> pause(std::chrono::milliseconds duration);

} // namespace bascule::bridge
