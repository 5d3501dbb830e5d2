#include "matrix_appservice/listener/http_session.hpp"

#include "bridge/async/race.hpp"
#include "bridge/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <exception>
#include <string>
#include <utility>

namespace bascule::matrix {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using bridge::Task;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t max_head = 16U * 1024U;
constexpr std::chrono::seconds lingering{2};

std::string text_of(beast::string_view text) {
    return {text.data(), text.size()};
}

// What a peer is told whose request we could not read to its end; nothing where it would not listen any more.
std::optional<HttpAnswer> answer_to(const beast::error_code& failure) {
    if (failure == http::error::body_limit) {
        return refusal(413, "M_TOO_LARGE", "The body is too large");
    }
    if (failure == http::error::header_limit) {
        return refusal(431, "M_TOO_LARGE", "The head is too large");
    }
    const bool is_gone = failure == http::error::end_of_stream || failure == http::error::partial_message;
    if (is_gone || failure.category() != http::make_error_code(http::error::bad_method).category()) {
        return std::nullopt;
    }
    return refusal(400, "M_UNKNOWN", "This is not HTTP: " + failure.message());
}

} // namespace

/// A request as far as it has been read.
struct HttpSession::Exchange {
    http::request_parser<http::string_body> parser;
    RequestHead head;
    bool keeps_alive = false;
};

HttpSession::HttpSession(asio::ip::tcp::socket socket, Endpoints& endpoints, const SessionLimits& limits)
    : stream_{std::move(socket)}, endpoints_{endpoints}, limits_{limits} {}

void HttpSession::finish() {
    is_finishing_ = true;
    if (is_idle_) {
        stream_.cancel();
    }
}

Task<void> HttpSession::run() {
    try {
        // g++ 12 awaits what stands behind && in a loop's condition also where it need not.
        while (!is_finishing_) {
            const bool is_there = co_await has_request();
            if (!is_there) {
                break;
            }
            co_await serve_request();
        }
    } catch (const std::exception& error) {
        bridge::log(bridge::LogPart::matrix).debug("a connection of the homeserver ended: {}", error.what());
    }
    is_idle_ = false;
    stream_.close();
}

// Waits for a request's first byte, the one moment at which nothing is owed to the peer.
Task<bool> HttpSession::has_request() {
    if (buffer_.size() > 0) {
        co_return true;
    }
    is_idle_ = true;
    stream_.expires_after(limits_.idle);
    constexpr std::size_t first_read = 4096;
    const auto [failure, count] = co_await stream_.async_read_some(buffer_.prepare(first_read), no_throw);
    is_idle_ = false;
    buffer_.commit(count);
    co_return !failure;
}

Task<void> HttpSession::serve_request() {
    Exchange exchange;
    if (!co_await read_head(exchange)) {
        co_return;
    }
    if (auto refused = endpoints_.refuse(exchange.head)) {
        co_await refuse_rest(exchange, std::move(*refused));
    } else if (co_await read_body(exchange)) {
        co_await handle(exchange);
    }
}

Task<bool> HttpSession::read_head(Exchange& exchange) {
    auto& parser = exchange.parser;
    parser.header_limit(max_head);
    parser.body_limit(limits_.max_body);
    stream_.expires_after(limits_.header);
    const auto [failure, count] = co_await http::async_read_header(stream_, buffer_, parser, no_throw);
    if (failure) {
        if (auto answer = answer_to(failure)) {
            co_await refuse_rest(exchange, std::move(*answer));
        }
        is_finishing_ = true;
        co_return false;
    }
    const auto& request = parser.get();
    exchange.head.method = text_of(request.method_string());
    exchange.head.target = text_of(request.target());
    exchange.head.authorization = text_of(request[http::field::authorization]);
    exchange.keeps_alive = request.keep_alive();
    co_return true;
}

Task<bool> HttpSession::read_body(Exchange& exchange) {
    auto& parser = exchange.parser;
    stream_.expires_after(limits_.body);
    // RFC 9110 §10.1.1
    if (!parser.is_done() && beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        http::response<http::empty_body> go_on{http::status::continue_, parser.get().version()};
        co_await http::async_write(stream_, go_on, asio::use_awaitable);
    }
    const auto [failure, count] = co_await http::async_read(stream_, buffer_, parser, no_throw);
    if (failure) {
        if (auto answer = answer_to(failure)) {
            co_await refuse_rest(exchange, std::move(*answer));
        }
        is_finishing_ = true;
        co_return false;
    }
    co_return true;
}

Task<void> HttpSession::handle(Exchange& exchange) {
    stream_.expires_never();
    HttpAnswer answer = refusal(503, "M_UNKNOWN", "The bridge is busy; try again");
    try {
        answer = co_await bridge::within(
            limits_.handling, "the answer to the homeserver",
            endpoints_.answer(std::move(exchange.head), std::move(exchange.parser.get().body())));
    } catch (const bridge::Outage& outage) {
        bridge::log(bridge::LogPart::matrix).warn("{}", outage.what());
    }
    co_await write(exchange, std::move(answer));
}

Task<void> HttpSession::write(Exchange& exchange, HttpAnswer answer) {
    const bool keeps_alive = exchange.keeps_alive && !is_finishing_;
    http::response<http::string_body> response{http::int_to_status(static_cast<unsigned>(answer.status)), 11};
    response.set(http::field::content_type, "application/json");
    response.keep_alive(keeps_alive);
    response.body() = std::move(answer.body);
    response.prepare_payload();
    stream_.expires_after(limits_.writing);
    co_await http::async_write(stream_, response, asio::use_awaitable);
    is_finishing_ = !keeps_alive;
}

// Answers although the request has not been read to its end, which is also that of the connection. What still comes is
// read for a moment, since closing before would reset the connection and take the answer with it.
Task<void> HttpSession::refuse_rest(Exchange& exchange, HttpAnswer answer) {
    const bool is_whole = exchange.parser.is_done();
    exchange.keeps_alive = exchange.keeps_alive && is_whole;
    co_await write(exchange, std::move(answer));
    if (is_whole) {
        co_return;
    }
    beast::error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    stream_.expires_after(lingering);
    for (boost::system::error_code failure; !failure;) {
        constexpr std::size_t chunk = 65536;
        buffer_.clear();
        std::size_t count = 0;
        std::tie(failure, count) = co_await stream_.async_read_some(buffer_.prepare(chunk), no_throw);
    }
}

} // namespace bascule::matrix
