#pragma once

#include "bridge/async/task.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <list>
#include <memory>
#include <optional>

namespace bascule::store {

/// Stands between a client and a server on loopback and is what may go wrong on the way. Ends before its io_context,
/// which must not run after that.
class TcpProxy {
public:
    TcpProxy(boost::asio::io_context& context, unsigned short server_port);

    unsigned short port() const noexcept { return port_; }
    /// Ends every connection there is.
    void cut();
    /// Ends every connection as soon as so many more bytes have gone from the client to the server.
    void cut_after(std::size_t bytes) { bytes_to_cut_ = bytes; }
    /// Swallows what is sent from now on, both ways, as a broken network does.
    void swallow() { swallows_ = true; }
    void pass() { swallows_ = false; }
    /// New connections are refused, and accepted again.
    void close_door() { acceptor_.reset(); }
    void open_door();
    int connections_made() const noexcept { return connections_made_; }

private:
    using tcp = boost::asio::ip::tcp;
    struct Link {
        explicit Link(boost::asio::io_context& context) : client{context}, server{context} {}
        tcp::socket client;
        tcp::socket server;
    };
    enum class Direction { to_server, to_client };

    bridge::Task<void> accept();
    bridge::Task<void> carry(std::shared_ptr<Link> link, Direction direction);
    bool count_to_cut(std::size_t& bytes);

    boost::asio::io_context& context_;
    unsigned short server_port_;
    unsigned short port_ = 0;
    std::shared_ptr<tcp::acceptor> acceptor_;
    std::list<std::weak_ptr<Link>> links_;
    std::optional<std::size_t> bytes_to_cut_;
    bool swallows_ = false;
    int connections_made_ = 0;
};

} // namespace bascule::store
