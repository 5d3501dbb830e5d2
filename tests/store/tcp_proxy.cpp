#include "tests/store/tcp_proxy.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <utility>

namespace bascule::store {

namespace asio = boost::asio;

TcpProxy::TcpProxy(asio::io_context& context, unsigned short server_port)
    : context_{context}, server_port_{server_port} {
    open_door();
}

void TcpProxy::open_door() {
    const tcp::endpoint at{asio::ip::address_v4::loopback(), port_};
    acceptor_ = std::make_shared<tcp::acceptor>(context_, at);
    port_ = acceptor_->local_endpoint().port();
    asio::co_spawn(context_, accept(), asio::detached);
}

void TcpProxy::cut() {
    for (const auto& weak : std::exchange(links_, {})) {
        if (const auto link = weak.lock()) {
            boost::system::error_code ignored; // closed already is closed
            link->client.close(ignored);
            link->server.close(ignored);
        }
    }
}

bridge::Task<void> TcpProxy::accept() {
    const auto acceptor = acceptor_;
    for (;;) {
        const auto link = std::make_shared<Link>(context_);
        boost::system::error_code error;
        co_await acceptor->async_accept(link->client, asio::redirect_error(asio::use_awaitable, error));
        if (error) {
            co_return;
        }
        if (acceptor != acceptor_) {
            co_return; // the door was closed as somebody came in
        }
        ++connections_made_;
        const tcp::endpoint server{asio::ip::address_v4::loopback(), server_port_};
        co_await link->server.async_connect(server, asio::redirect_error(asio::use_awaitable, error));
        if (!error) {
            links_.push_back(link);
            asio::co_spawn(context_, carry(link, Direction::to_server), asio::detached);
            asio::co_spawn(context_, carry(link, Direction::to_client), asio::detached);
        }
    }
}

bridge::Task<void> TcpProxy::carry(std::shared_ptr<Link> link, Direction direction) {
    auto& from = direction == Direction::to_server ? link->client : link->server;
    auto& to = direction == Direction::to_server ? link->server : link->client;
    std::array<char, 4096> bytes{};
    boost::system::error_code error;
    while (!error) {
        auto count =
            co_await from.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
        if (swallows_ && !error) {
            continue;
        }
        const bool is_last = direction == Direction::to_server && count_to_cut(count);
        boost::system::error_code write_error;
        co_await asio::async_write(to, asio::buffer(bytes, count),
                                   asio::redirect_error(asio::use_awaitable, write_error));
        if (is_last) {
            cut();
        }
    }
    boost::system::error_code ignored; // closed already is closed
    to.close(ignored);
}

bool TcpProxy::count_to_cut(std::size_t& bytes) {
    if (!bytes_to_cut_) {
        return false;
    }
    const bool is_last = bytes >= *bytes_to_cut_;
    bytes = std::min(bytes, *bytes_to_cut_);
    if (is_last) {
        bytes_to_cut_.reset();
    } else {
        *bytes_to_cut_ -= bytes;
    }
    return is_last;
}

} // namespace bascule::store
