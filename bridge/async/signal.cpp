#include "bridge/async/signal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bascule::bridge {

namespace asio = boost::asio;

namespace {

// A timer's wait ends with operation_aborted both when it is woken and when the waiter itself is cancelled.
Task<void> throw_if_cancelled() {
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error{asio::error::operation_aborted};
    }
}

} // namespace

Signal::Signal(const asio::any_io_executor& executor) : timer_{executor, asio::steady_timer::time_point::max()} {}

void Signal::notify_all() {
    timer_.cancel();
}

Task<void> Signal::wait() {
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    co_await throw_if_cancelled();
}

Task<void> pause(std::chrono::milliseconds duration) {
    asio::steady_timer timer{co_await asio::this_coro::executor, duration};
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_await throw_if_cancelled();
}

} // namespace bascule::bridge
