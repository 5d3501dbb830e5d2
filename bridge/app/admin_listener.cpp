#include "bridge/app/admin_listener.hpp"

#include "bridge/app/admin_answer.hpp"
#include "bridge/async/race.hpp"
#include "bridge/async/signal.hpp"
#include "bridge/log.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace bascule::app {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr std::size_t most_connections = 32;
constexpr std::uint32_t most_header_bytes = 8 * 1024;
constexpr std::uint64_t most_body_bytes = 1024;
constexpr auto longest_conversation = 10s;
// What accept fails of (such as too many open files) may pass.
constexpr auto pause_after_failed_accept = 200ms;

http::response<http::string_body> to_http(const AdminAnswer& answer, bool is_head) {
    http::response<http::string_body> response{http::int_to_status(answer.status), 11};
    response.set(http::field::content_type, answer.content_type);
    response.set(http::field::cache_control, "no-store");
    response.keep_alive(false);
    response.content_length(answer.body.size());
    if (!is_head) {
        response.body() = answer.body;
    }
    return response;
}

// One request, one answer. That the other side goes away is its own business.
bridge::Task<void> answer_one(tcp::socket& socket, const AdminSources& sources) {
    boost::beast::flat_buffer buffer{most_header_bytes + most_body_bytes};
    http::request_parser<http::string_body> parser;
    parser.header_limit(most_header_bytes);
    parser.body_limit(most_body_bytes);
    boost::system::error_code error;
    co_await http::async_read(socket, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error) {
        co_return;
    }
    const auto& request = parser.get();
    const auto target = std::string{request.target()};
    const auto answer = answer_admin(std::string{request.method_string()}, target, sources);
    const auto response = to_http(answer, request.method() == http::verb::head);
    co_await http::async_write(socket, response, asio::redirect_error(asio::use_awaitable, error));
}

} // namespace

AdminListener::AdminListener(asio::any_io_executor executor, bridge::TaskGroup& tasks, AdminSources sources)
    : tasks_{tasks}, sources_{std::move(sources)}, acceptor_{std::move(executor)} {}

void AdminListener::open(const config::Endpoint& endpoint) {
    try {
        tcp::resolver resolver{acceptor_.get_executor()};
        const auto found = resolver.resolve(endpoint.host, std::to_string(endpoint.port), tcp::resolver::passive);
        const auto address = found.begin()->endpoint();
        acceptor_.open(address.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address{true});
        acceptor_.bind(address);
        acceptor_.listen();
    } catch (const boost::system::system_error& failure) {
        throw std::runtime_error{"admin.listen: cannot listen on " + to_string(endpoint) + " (" +
                                 failure.code().message() + "); choose another port or end who uses it"};
    }
}

std::uint16_t AdminListener::port() const {
    return acceptor_.local_endpoint().port();
}

bridge::Task<void> AdminListener::serve() {
    for (;;) {
        tcp::socket socket{acceptor_.get_executor()};
        boost::system::error_code error;
        co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
        if (error == asio::error::operation_aborted) {
            co_return;
        }
        if (error) {
            bridge::log(bridge::LogPart::app).warn("admin listener: {}", error.message());
            co_await bridge::pause(pause_after_failed_accept);
        } else if (connections_ < most_connections) {
            tasks_.spawn("admin connection", converse(std::move(socket)));
        }
    }
}

bridge::Task<void> AdminListener::converse(tcp::socket socket) {
    struct Count {
        explicit Count(std::size_t& number) : number_{number} { ++number_; }
        Count(const Count&) = delete;
        Count& operator=(const Count&) = delete;
        Count(Count&&) = delete;
        Count& operator=(Count&&) = delete;
        ~Count() { --number_; }
        std::size_t& number_;
    };
    const Count counted{connections_};
    try {
        co_await bridge::within(longest_conversation, "an admin connection", answer_one(socket, sources_));
    } catch (const bridge::Outage& slow) {
        bridge::log(bridge::LogPart::app).debug("{}", slow.what());
    }
}

} // namespace bascule::app
