#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>

namespace bascule::xmpp {

/// Time that counts only while the reader waits for the socket. While it does not, because the inbox makes it wait for
/// a store that is away, answers lie unread in the kernel: no deadline may pass then, for it would blame the peer.
class ReadingClock {
public:
    explicit ReadingClock(const boost::asio::any_io_executor& executor) : changed_{executor} {}

    void start();
    void stop();
    /// Returns when the reader has waited for this long, counted from now.
    bridge::Task<void> elapse(std::chrono::milliseconds duration);

private:
    using Clock = std::chrono::steady_clock;
    Clock::duration elapsed() const;

    bridge::Signal changed_;
    Clock::duration before_{};
    Clock::time_point since_;
    bool is_running_ = false;
};

} // namespace bascule::xmpp
