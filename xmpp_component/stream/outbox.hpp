#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"
#include "bridge/ports/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace bascule::xmpp {

/// The length of the longest tag among these.
std::size_t longest_tag(std::string_view stanzas);

/// Stanzas that wait for the socket, in the order in which they were put in. Many leave in one write, and behind them
/// white space: servers parse with expat, which looks at a tag that it has met incomplete only when as much again has
/// come, so that a stanza would wait for the next one.
class Outbox {
public:
    Outbox(const boost::asio::any_io_executor& executor, bridge::Metrics& metrics, std::size_t most_bytes);

    /// A new stream: begins empty.
    void open();
    /// The stream broke: what waits is gone, and so is who waits for room (Outage).
    void close();
    bool is_open() const noexcept { return is_open_; }

    /// Puts in a stanza at once, then waits until there is room for the next. Throws Outage while closed.
    bridge::Task<void> put(std::string stanza);
    /// Writes what comes, until cancelled or the socket fails. Cancelled in the midst of a stanza, it keeps the rest.
    bridge::Task<void> write_to(boost::asio::ip::tcp::socket& socket);
    /// What is not written yet, for a last write.
    std::string take_rest();

private:
    void tell_depth();

    bridge::Metrics& metrics_;
    bridge::Signal arrived_;
    bridge::Signal has_room_;
    std::string queued_;
    std::string writing_;
    std::size_t most_bytes_;
    std::size_t queued_stanzas_ = 0;
    std::size_t writing_stanzas_ = 0;
    unsigned stream_ = 0; // which stream it is, counted
    bool is_open_ = false;
};

} // namespace bascule::xmpp
