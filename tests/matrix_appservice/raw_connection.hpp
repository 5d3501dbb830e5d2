#pragma once

#include "bridge/async/task.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace bascule::matrix {

/// The other end of a socket, for tests that write bytes and not requests.
class RawConnection {
public:
    explicit RawConnection(boost::asio::ip::tcp::socket socket) : socket_{std::move(socket)} {}
    /// Connected to this port of the loopback interface.
    static bridge::Task<RawConnection> open(std::uint16_t port);

    bridge::Task<void> write(std::string bytes);
    /// Reads one message of HTTP, with its body as Content-Length says; empty where the peer closes before.
    bridge::Task<std::string> read_message();
    /// Everything until the peer closes.
    bridge::Task<std::string> read_to_end();
    /// No more will be written.
    void end_writing();
    void close() { socket_.close(); }

private:
    bridge::Task<bool> read_some();

    boost::asio::ip::tcp::socket socket_;
    std::string buffer_;
};

} // namespace bascule::matrix
