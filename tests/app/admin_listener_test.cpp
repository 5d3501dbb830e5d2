#include "bridge/app/admin_listener.hpp"

#include "bridge/app/run_to_end.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include <string>

namespace bascule::app {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::StartsWith;

class AdminListenerTest : public testing::Test {
protected:
    AdminListenerTest() {
        const auto probe = tcp::acceptor{context, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
        const auto port = probe.local_endpoint().port();
        endpoint = {"127.0.0.1", port};
    }

    AdminSources sources() {
        return {.metrics = [] { return std::string{"figure 1\n"}; },
                .health = [] { return std::vector<PartHealth>{}; }};
    }

    // Sends bytes and returns all that comes back until the listener closes.
    bridge::Task<void> exchange(std::string bytes, std::string& answer) {
        tcp::socket socket{context};
        const tcp::endpoint where{asio::ip::address_v4::loopback(), listener.port()};
        co_await socket.async_connect(where, asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(bytes), asio::use_awaitable);
        boost::system::error_code end;
        co_await asio::async_read(socket, asio::dynamic_buffer(answer), asio::redirect_error(asio::use_awaitable, end));
        co_await tasks.stop();
    }

    std::string answer_to(std::string bytes) {
        listener.open(endpoint);
        tasks.spawn("listener", listener.serve());
        std::string answer;
        run_to_end(context, exchange(std::move(bytes), answer));
        return answer;
    }

    asio::io_context context{1};
    config::Endpoint endpoint;
    bridge::TaskGroup tasks{context.get_executor(), [](const std::string&, const std::exception_ptr&) {}};
    AdminListener listener{context.get_executor(), tasks, sources()};
};

TEST_F(AdminListenerTest, AnswersARequestAndCloses) {
    const auto answer = answer_to("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\n\r\nfigure 1\n"));
}

TEST_F(AdminListenerTest, HeadHasTheLengthAndNoBody) {
    const auto answer = answer_to("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("Content-Length: 9\r\n"));
    EXPECT_THAT(answer, testing::Not(HasSubstr("figure")));
}

TEST_F(AdminListenerTest, WhatIsNoHttpIsHungUpOn) {
    EXPECT_EQ(answer_to("\x16\x03\x01 hello\r\n\r\n"), "");
}

TEST_F(AdminListenerTest, AHeaderWithoutEndIsHungUpOn) {
    EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nX: " + std::string(64 * 1024, 'x')), "");
}

TEST_F(AdminListenerTest, AnAddressInUseIsToldWithARemedy) {
    listener.open(endpoint);
    AdminListener other{context.get_executor(), tasks, sources()};
    try {
        other.open(endpoint);
        FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& failure) {
        EXPECT_THAT(failure.what(), StartsWith("admin.listen: cannot listen on 127.0.0.1:"));
        EXPECT_THAT(failure.what(), HasSubstr("choose another port"));
    }
}

} // namespace
} // namespace bascule::app
