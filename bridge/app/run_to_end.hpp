#pragma once

#include "bridge/async/task.hpp"

#include <boost/asio/io_context.hpp>

namespace bascule::app {

/// Runs the context until this coroutine ends, and rethrows what it threw. Whatever else then still runs there is left
/// where it stands.
void run_to_end(boost::asio::io_context& context, bridge::Task<void> task);

} // namespace bascule::app
