#include "bridge/app/signals.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <csignal>

namespace bascule::app {

Signals::Signals(const boost::asio::any_io_executor& executor) : signals_{executor, SIGTERM, SIGINT, SIGHUP} {}

bridge::Task<SignalWish> Signals::next() {
    const int number = co_await signals_.async_wait(boost::asio::use_awaitable);
    co_return number == SIGHUP ? SignalWish::reload : SignalWish::stop;
}

} // namespace bascule::app
