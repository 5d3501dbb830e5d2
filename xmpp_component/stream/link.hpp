#pragma once

#include "bridge/async/backoff.hpp"
#include "bridge/async/task.hpp"
#include "xmpp_component/component_options.hpp"
#include "xmpp_component/stream/outbox.hpp"
#include "xmpp_component/stream/reading_clock.hpp"
#include "xmpp_component/stream/stanza_framer.hpp"
#include "xmpp_component/stream/stream_failure.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <vector>

namespace bascule::xmpp {

class Connection;

/// Who lives on the stream.
class LinkUser {
public:
    virtual ~LinkUser() = default;
    virtual bool is_wanted(const StanzaOpening& opening) const = 0;
    virtual void on_up() = 0;
    virtual void on_down() = 0;
    /// What one read held. More is read when this returns.
    virtual bridge::Task<void> take(std::vector<Stanza> stanzas) = 0;
    /// Throws StreamBroken when the server does not answer any more; runs as long as the stream.
    virtual bridge::Task<void> watch() = 0;
};

/// Keeps a stream to the server up: connects, and connects again with growing, jittered pauses.
class Link {
public:
    /// All must outlive it.
    Link(boost::asio::any_io_executor executor, const ComponentOptions& options, Outbox& outbox, ReadingClock& clock,
         LinkUser& user);

    /// Lives until cancelled; then writes out what the outbox holds, closes the stream in good order and throws
    /// operation_aborted.
    bridge::Task<void> run();

private:
    bridge::Task<StreamFailure> serve_once();
    bridge::Task<void> serve(Connection& connection);
    /// After a stream that was up.
    bridge::Task<void> finish(Connection& connection, bool is_stopped);
    bridge::Task<void> read(Connection& connection);
    std::chrono::milliseconds pause_after(const StreamFailure& failure);

    boost::asio::any_io_executor executor_;
    const ComponentOptions& options_;
    Outbox& outbox_;
    ReadingClock& clock_;
    LinkUser& user_;
    bridge::Backoff backoff_;
};

} // namespace bascule::xmpp
