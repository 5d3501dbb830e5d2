#pragma once

#include <boost/asio/awaitable.hpp>

namespace bascule::bridge {

/// A coroutine of the bridge. All of them run on the one io_context thread.
template <class Value>
using Task = boost::asio::awaitable<Value>;

} // namespace bascule::bridge
