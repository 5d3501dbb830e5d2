#pragma once

#include "bridge/async/race.hpp"
#include "bridge/async/task.hpp"
#include "tests/samples.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/component_options.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace bascule::xmpp {

/// The server's end of a component stream, on loopback: says exactly the bytes that a test gives it. Every wait has a
/// deadline, so that a test that fails ends.
class FakeServer {
public:
    explicit FakeServer(boost::asio::io_context& context)
        : acceptor_{context, {boost::asio::ip::address_v4::loopback(), 0}}, socket_{context} {}

    ComponentOptions options() const {
        using namespace std::chrono_literals;
        ComponentOptions options{.host = "127.0.0.1",
                                 .port = acceptor_.local_endpoint().port(),
                                 .domain = samples::jid("matrix.example"),
                                 .secret = "test"};
        options.timing.first_retry = 1ms;
        options.timing.last_retry = 2ms;
        options.timing.conflict_retry = 1ms;
        options.timing.close = 200ms;
        return options;
    }

    bridge::Task<void> accept() {
        received_.clear();
        socket_ = co_await bridge::within(deadline, "a connection", do_accept());
    }

    /// All that came up to and with this text.
    bridge::Task<std::string> read_until(std::string text) {
        auto task = boost::asio::async_read_until(socket_, boost::asio::dynamic_buffer(received_), text,
                                                  boost::asio::use_awaitable);
        const auto count = co_await bridge::within(deadline, "the text " + text, std::move(task));
        const auto begin =
            std::min(received_.find_first_not_of(' '), count); // between stanzas there may be white space
        auto found = received_.substr(begin, count - begin);
        received_.erase(0, count);
        co_return found;
    }

    bridge::Task<void> write(std::string bytes) {
        co_await boost::asio::async_write(socket_, boost::asio::buffer(bytes),
                                          boost::asio::as_tuple(boost::asio::use_awaitable));
    }

    /// Accepts a connection and its proof.
    bridge::Task<void> greet() {
        co_await accept();
        co_await read_until("to='matrix.example'>");
        co_await write(std::string{stream_header});
        co_await read_until("</handshake>");
        co_await write("<handshake/>");
    }

    void close() { socket_.close(); }

private:
    static constexpr std::chrono::seconds deadline{10};

    bridge::Task<boost::asio::ip::tcp::socket> do_accept() {
        co_return co_await acceptor_.async_accept(boost::asio::use_awaitable);
    }

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::ip::tcp::socket socket_;
    std::string received_;
};

} // namespace bascule::xmpp
