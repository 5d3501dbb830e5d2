#pragma once

#include "bridge/async/task.hpp"
#include "xmpp_component/component_options.hpp"
#include "xmpp_component/stream/handshake.hpp"
#include "xmpp_component/stream/outbox.hpp"
#include "xmpp_component/stream/reading_clock.hpp"
#include "xmpp_component/stream/stanza_framer.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace bascule::xmpp {

/// One TCP connection to the server's component port and the stream on it. Every failure is a StreamBroken.
class Connection {
public:
    Connection(boost::asio::any_io_executor executor, const ComponentOptions& options, StanzaSieve::Filter is_wanted);

    /// Connects and proves who we are.
    bridge::Task<void> open();
    /// The stanzas that the next bytes complete; may be none. The clock runs while the socket is waited for.
    bridge::Task<std::vector<Stanza>> read(ReadingClock& clock);
    /// Writes what the outbox holds and gets, until cancelled or broken.
    bridge::Task<void> write(Outbox& outbox);
    /// Writes the rest, closes the stream and waits for the server to close its side; gives up at the deadline.
    bridge::Task<void> close(std::string rest);

private:
    bridge::Task<void> connect();
    bridge::Task<void> authenticate();
    void judge_elements();
    bridge::Task<void> write_now(std::string bytes);
    bridge::Task<void> read_some(ReadingClock& clock);
    bridge::Task<void> say_goodbye(std::string bytes);
    /// Takes the stanzas before a stream error; what ends the stream is kept for the next read.
    std::vector<Stanza> take_stanzas();

    const ComponentOptions& options_;
    boost::asio::ip::tcp::socket socket_;
    StanzaFramer framer_;
    Handshake handshake_;
    std::vector<Stanza> early_; // came together with the server's acceptance
    std::optional<StreamFailure> ending_;
    std::array<char, 32 * 1024> buffer_{};
};

} // namespace bascule::xmpp
