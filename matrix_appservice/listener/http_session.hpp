#pragma once

#include "bridge/async/task.hpp"
#include "matrix_appservice/listener/endpoints.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <chrono>
#include <cstdint>

namespace bascule::matrix {

/// How much a peer may ask for, and how long it may take.
struct SessionLimits {
    std::uint64_t max_body = 64U * 1024U * 1024U; ///< bytes
    std::chrono::milliseconds idle{std::chrono::minutes{10}};
    std::chrono::milliseconds header{std::chrono::seconds{10}};   ///< from a request's first byte to its head's end
    std::chrono::milliseconds body{std::chrono::seconds{60}};     ///< for the rest of it
    std::chrono::milliseconds handling{std::chrono::seconds{55}}; ///< Synapse gives up after 60 s
    std::chrono::milliseconds writing{std::chrono::seconds{30}};
};

/// One connection of the homeserver, request after request (HTTP/1.1, kept alive).
class HttpSession {
public:
    HttpSession(boost::asio::ip::tcp::socket socket, Endpoints& endpoints, const SessionLimits& limits);

    /// Returns when the peer has gone, has broken a limit, or finish() was called; also when it is cancelled.
    bridge::Task<void> run();

    /// Ends the session as soon as the request in hand is answered; at once where there is none.
    void finish();
    bool is_idle() const noexcept { return is_idle_; }

private:
    struct Exchange;

    bridge::Task<bool> has_request();
    bridge::Task<void> serve_request();
    bridge::Task<bool> read_head(Exchange& exchange);
    bridge::Task<bool> read_body(Exchange& exchange);
    bridge::Task<void> handle(Exchange& exchange);
    bridge::Task<void> write(Exchange& exchange, HttpAnswer answer);
    bridge::Task<void> refuse_rest(Exchange& exchange, HttpAnswer answer);

    boost::beast::tcp_stream stream_;
    boost::beast::flat_buffer buffer_;
    Endpoints& endpoints_;
    SessionLimits limits_;
    bool is_idle_ = true;
    bool is_finishing_ = false;
};

} // namespace bascule::matrix
