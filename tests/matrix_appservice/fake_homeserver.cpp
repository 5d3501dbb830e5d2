#include "tests/matrix_appservice/fake_homeserver.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <utility>

namespace bascule::matrix {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

SeenRequest seen_in(const std::string& message) {
    const auto method_end = message.find(' ');
    const auto target_end = message.find(' ', method_end + 1);
    const auto head_end = message.find("\r\n\r\n");
    return {message.substr(0, method_end), message.substr(method_end + 1, target_end - method_end - 1),
            message.substr(0, head_end + 2), message.substr(head_end + 4)};
}

} // namespace

Reply json_reply(int status, const std::string& body, const std::string& more_head) {
    return {"HTTP/1.1 " + std::to_string(status) + " Some Reason\r\nContent-Type: application/json\r\n" + more_head +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
            Reply::Then::keep};
}

FakeHomeserver::FakeHomeserver(asio::any_io_executor executor)
    : answered{executor}, executor_{executor}, acceptor_{executor} {
    otherwise = [](const SeenRequest& request) {
        ADD_FAILURE() << "an unexpected request: " << request.method << ' ' << request.target;
        return json_reply(404, "{}");
    };
    come_back();
}

bridge::Task<void> FakeHomeserver::go() {
    acceptor_.close();
    co_await tasks_->stop();
}

void FakeHomeserver::come_back() {
    const tcp::endpoint endpoint{asio::ip::address_v4::loopback(), port_};
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address{true});
    acceptor_.bind(endpoint);
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
    tasks_ = std::make_unique<bridge::TaskGroup>(executor_, [](const auto&, const auto&) {});
    tasks_->spawn("accept", accept());
}

bridge::Task<void> FakeHomeserver::accept() {
    for (;;) {
        auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
        ++connections;
        tasks_->spawn("serve", serve(std::move(socket)));
    }
}

Reply FakeHomeserver::next_reply(const SeenRequest& request) {
    if (replies.empty()) {
        return otherwise(request);
    }
    auto next = std::move(replies.front());
    replies.pop_front();
    return next;
}

bridge::Task<void> FakeHomeserver::serve(tcp::socket socket) {
    RawConnection peer{std::move(socket)};
    for (;;) {
        const auto message = co_await peer.read_message();
        if (message.empty()) {
            co_return;
        }
        seen.push_back(seen_in(message));
        const auto next = next_reply(seen.back());
        co_await peer.write(next.bytes);
        answered.notify_all();
        if (next.then == Reply::Then::close) {
            co_return;
        }
        if (next.then == Reply::Then::hang) {
            constexpr std::chrono::hours for_ever{1};
            co_await bridge::pause(for_ever);
        }
    }
}

} // namespace bascule::matrix
