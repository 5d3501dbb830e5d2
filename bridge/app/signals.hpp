#pragma once

#include "bridge/async/task.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/signal_set.hpp>

namespace bascule::app {

enum class SignalWish { stop, reload };

/// SIGTERM and SIGINT ask to stop, SIGHUP asks to read the configuration again. While this lives, none of them kills
/// the process; one that comes while nobody waits is kept for the next to wait.
class Signals {
public:
    explicit Signals(const boost::asio::any_io_executor& executor);

    bridge::Task<SignalWish> next();

private:
    boost::asio::signal_set signals_;
};

} // namespace bascule::app
