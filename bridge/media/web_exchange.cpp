#include "bridge/media/web_exchange.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl.hpp>

#include <algorithm>
#include <concepts>
#include <limits>
#include <utility>
#include <vector>

namespace bascule::media {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t largest_head = 64U * 1024U;
constexpr std::size_t piece = 64U * 1024U;

using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;

// A cancellation of ours is no failure of the server's.
void check(const boost::system::error_code& failure, const char* what) {
    if (failure == asio::error::operation_aborted) {
        throw boost::system::system_error{failure};
    }
    if (failure == beast::error::timeout) {
        throw WebFailure{"its server does not answer"};
    }
    if (failure) {
        throw WebFailure{std::string{what} + " (" + failure.message() + ')'};
    }
}

// An address needs no resolver, which would start a thread.
Task<std::vector<tcp::endpoint>> permitted_endpoints(WebAddress address, Permits permits) {
    std::vector<tcp::endpoint> found;
    boost::system::error_code no_address;
    const auto literal = asio::ip::make_address(address.host, no_address);
    if (!no_address) {
        found.emplace_back(literal, address.port);
    } else {
        tcp::resolver resolver{co_await asio::this_coro::executor};
        const auto [failure, entries] =
            co_await resolver.async_resolve(address.host, std::to_string(address.port), no_throw);
        check(failure, "its server cannot be found");
        for (const auto& entry : entries) {
            found.push_back(entry.endpoint());
        }
    }
    if (permits) {
        std::erase_if(found, [&](const tcp::endpoint& endpoint) { return !permits(endpoint.address()); });
    }
    if (found.empty()) {
        throw WebFailure{"its address is a private one"};
    }
    co_return found;
}

template <class Stream>
class StreamExchange final : public WebExchange {
public:
    StreamExchange(Stream stream, WebAddress address, std::chrono::milliseconds patience)
        : stream_{std::move(stream)}, address_{std::move(address)}, patience_{patience} {}

    Task<void> open(std::vector<tcp::endpoint> endpoints) {
        lowest().expires_after(patience_);
        const auto [failure, endpoint] = co_await lowest().async_connect(endpoints, no_throw);
        check(failure, "its server cannot be reached");
        if constexpr (std::same_as<Stream, Secure>) {
            stream_.set_verify_mode(asio::ssl::verify_peer);
            stream_.set_verify_callback(asio::ssl::host_name_verification{address_.host});
            SSL_ctrl(stream_.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                     address_.host.data());
            const auto [refusal] = co_await stream_.async_handshake(asio::ssl::stream_base::client, no_throw);
            check(refusal, "its server is not whom it says it is");
        }
    }

    Task<WebHead> ask(WebRequest request) override {
        http::request<http::empty_body> head{http::string_to_verb(request.method), address_.target, 11};
        head.set(http::field::host, address_.authority());
        head.set(http::field::user_agent, "bascule");
        head.set(http::field::connection, "close");
        if (!request.bearer_token.empty()) {
            head.set(http::field::authorization, "Bearer " + request.bearer_token);
        }
        if (request.body != nullptr) {
            head.set(http::field::content_type, request.content_type);
            head.content_length(request.body->size());
        }
        lowest().expires_after(patience_);
        const auto [failure, written] = co_await http::async_write(stream_, head, no_throw);
        check(failure, "its server broke off");
        if (request.body != nullptr) {
            co_await send(*request.body);
        }
        co_return co_await read_head();
    }

    Task<std::string> next() override {
        std::string bytes(piece, '\0');
        if (parser_.is_done()) {
            co_return std::string{};
        }
        auto& body = parser_.get().body();
        body.data = bytes.data();
        body.size = bytes.size();
        lowest().expires_after(patience_);
        auto [failure, count] = co_await http::async_read(stream_, buffer_, parser_, no_throw);
        if (failure == http::error::need_buffer) {
            failure = {};
        }
        check(failure, "its server broke off");
        bytes.resize(bytes.size() - parser_.get().body().size);
        co_return bytes;
    }

private:
    beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

    Task<void> send(const Spool& body) {
        for (std::uint64_t at = 0; at < body.size();) {
            const auto bytes = body.read(at, piece);
            lowest().expires_after(patience_);
            const auto [failure, written] = co_await asio::async_write(stream_, asio::buffer(bytes), no_throw);
            check(failure, "its server broke off");
            at += bytes.size();
        }
    }

    Task<WebHead> read_head() {
        parser_.header_limit(largest_head);
        parser_.body_limit(std::numeric_limits<std::uint64_t>::max()); // whoever takes the pieces counts
        lowest().expires_after(patience_);
        const auto [failure, count] = co_await http::async_read_header(stream_, buffer_, parser_, no_throw);
        check(failure, "its server broke off");
        const auto& message = parser_.get();
        WebHead head{.status = static_cast<int>(message.result_int())};
        if (const auto length = parser_.content_length()) {
            head.length = *length;
        }
        head.type = std::string{message[http::field::content_type]};
        head.location = std::string{message[http::field::location]};
        co_return head;
    }

    Stream stream_;
    WebAddress address_;
    std::chrono::milliseconds patience_;
    beast::flat_buffer buffer_;
    http::response_parser<http::buffer_body> parser_;
};

} // namespace

Task<std::unique_ptr<WebExchange>> connect_to(WebAddress address, Permits permits, asio::ssl::context& tls,
                                              std::chrono::milliseconds patience) {
    auto endpoints = co_await permitted_endpoints(address, std::move(permits));
    const auto executor = co_await asio::this_coro::executor;
    if (address.is_secure) {
        Secure stream{executor, tls};
        auto exchange = std::make_unique<StreamExchange<Secure>>(std::move(stream), address, patience);
        co_await exchange->open(std::move(endpoints));
        co_return exchange;
    }
    Plain stream{executor};
    auto exchange = std::make_unique<StreamExchange<Plain>>(std::move(stream), address, patience);
    co_await exchange->open(std::move(endpoints));
    co_return exchange;
}

} // namespace bascule::media
