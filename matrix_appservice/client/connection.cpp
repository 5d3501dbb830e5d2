#include "matrix_appservice/client/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl.hpp>

#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace bascule::matrix {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using bridge::Task;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t largest_head = 64U * 1024U;

using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;

http::request<http::string_body> http_request(const ConnectionOptions& options, const HttpRequest& request) {
    http::request<http::string_body> made{http::string_to_verb(request.method), options.url.prefix + request.target,
                                          11};
    made.set(http::field::host, options.url.authority());
    made.set(http::field::user_agent, "bascule");
    if (!request.bearer_token.empty()) {
        made.set(http::field::authorization, "Bearer " + request.bearer_token);
    }
    made.set(http::field::accept, "application/json, */*;q=0.5");
    if (!request.body.empty()) {
        made.set(http::field::content_type, request.content_type);
    }
    made.body() = request.body;
    made.prepare_payload();
    return made;
}

// An address needs no resolver, which would start a thread.
Task<std::vector<tcp::endpoint>> resolve(const ServerUrl& url) {
    const auto port = static_cast<std::uint16_t>(std::stoul(url.port));
    boost::system::error_code no_address;
    const auto address = asio::ip::make_address(url.host, no_address);
    if (!no_address) {
        co_return std::vector<tcp::endpoint>{tcp::endpoint{address, port}};
    }
    tcp::resolver resolver{co_await asio::this_coro::executor};
    const auto [failure, found] = co_await resolver.async_resolve(url.host, url.port, no_throw);
    if (failure) {
        throw bridge::Outage{"cannot resolve " + url.host + ": " + failure.message()};
    }
    std::vector<tcp::endpoint> endpoints;
    for (const auto& entry : found) {
        endpoints.push_back(entry.endpoint());
    }
    co_return endpoints;
}

// A cancellation of ours is no failure of the server's.
void throw_if_aborted(const boost::system::error_code& failure) {
    if (failure == asio::error::operation_aborted) {
        throw boost::system::system_error{failure};
    }
}

template <class Stream>
class StreamConnection final : public Connection {
public:
    StreamConnection(const ConnectionOptions& options, Stream stream) : options_{options}, stream_{std::move(stream)} {}

    Task<void> open() override {
        const auto endpoints = co_await resolve(options_.url);
        socket_stream().expires_after(options_.connect_deadline);
        const auto [failure, endpoint] = co_await socket_stream().async_connect(endpoints, no_throw);
        check_open(failure);
        boost::system::error_code ignored;
        socket_stream().socket().set_option(tcp::no_delay{true}, ignored);
        if constexpr (std::same_as<Stream, Secure>) {
            co_await shake_hands();
        }
        socket_stream().expires_never();
        is_sound_ = true;
    }

    Task<HttpResponse> exchange(const HttpRequest& request) override {
        is_sound_ = false;
        socket_stream().expires_after(options_.answer_deadline);
        const auto message = http_request(options_, request);
        const auto [write_failure, written] = co_await http::async_write(stream_, message, no_throw);
        check_exchange(write_failure, BrokenConnection::Heard::nothing);
        auto response = co_await read_response(request.most_bytes);
        socket_stream().expires_never();
        co_return response;
    }

    bool is_usable() override {
        if (!is_sound_ || buffer_.size() > 0) {
            return false;
        }
        auto& socket = socket_stream().socket();
        boost::system::error_code error;
        socket.non_blocking(true, error);
        char byte = 0;
        socket.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, error);
        return error == asio::error::would_block;
    }

    Task<void> wait_for_end() override {
        co_await socket_stream().socket().async_wait(tcp::socket::wait_read, asio::use_awaitable);
    }

private:
    beast::tcp_stream& socket_stream() { return beast::get_lowest_layer(stream_); }

    Task<void> shake_hands() {
        auto host = options_.url.host;
        boost::system::error_code no_address;
        asio::ip::make_address(host, no_address);
        // RFC 6066 §3: an address is not sent as a server name.
        if (no_address && SSL_ctrl(stream_.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                                   host.data()) != 1) {
            throw bridge::Outage{"cannot ask " + options_.url.text() + " for its certificate"};
        }
        stream_.set_verify_mode(asio::ssl::verify_peer);
        stream_.set_verify_callback(asio::ssl::host_name_verification{host});
        const auto [failure] = co_await stream_.async_handshake(asio::ssl::stream_base::client, no_throw);
        check_open(failure);
    }

    Task<HttpResponse> read_response(std::uint64_t most_bytes) {
        for (;;) {
            http::response_parser<http::string_body> parser;
            parser.body_limit(most_bytes);
            parser.header_limit(largest_head);
            const auto [failure, count] = co_await http::async_read(stream_, buffer_, parser, no_throw);
            if (failure == http::error::body_limit) {
                throw AnswerTooLarge{"the answer of " + options_.url.text() + " is larger than " +
                                     std::to_string(most_bytes) + " bytes"};
            }
            check_exchange(failure, parser.got_some() || buffer_.size() > 0 ? BrokenConnection::Heard::something
                                                                            : BrokenConnection::Heard::nothing);
            auto message = parser.release();
            // RFC 9110 §15.2: an interim answer; the one that counts follows.
            if (http::to_status_class(message.result_int()) == http::status_class::informational) {
                continue;
            }
            is_sound_ = message.keep_alive();
            const auto retry_after = message[http::field::retry_after];
            const auto content_type = message[http::field::content_type];
            co_return HttpResponse{.status = static_cast<int>(message.result_int()),
                                   .body = std::move(message.body()),
                                   .retry_after = {retry_after.data(), retry_after.size()},
                                   .content_type = {content_type.data(), content_type.size()}};
        }
    }

    void check_open(const boost::system::error_code& failure) const {
        throw_if_aborted(failure);
        if (failure) {
            throw bridge::Outage{"cannot reach " + options_.url.text() + ": " + failure.message()};
        }
    }

    void check_exchange(const boost::system::error_code& failure, BrokenConnection::Heard heard) const {
        throw_if_aborted(failure);
        if (failure == beast::error::timeout) {
            throw bridge::Outage{options_.url.text() + " did not answer within " +
                                 std::to_string(options_.answer_deadline.count()) + " ms"};
        }
        if (failure) {
            throw BrokenConnection{"lost the connection to " + options_.url.text() + ": " + failure.message(), heard};
        }
    }

    const ConnectionOptions& options_;
    Stream stream_;
    beast::flat_buffer buffer_;
    bool is_sound_ = false;
};

} // namespace

std::unique_ptr<Connection> make_connection(const asio::any_io_executor& executor, const ConnectionOptions& options,
                                            asio::ssl::context* tls) {
    if (options.url.is_secure) {
        return std::make_unique<StreamConnection<Secure>>(options, Secure{Plain{executor}, *tls});
    }
    return std::make_unique<StreamConnection<Plain>>(options, Plain{executor});
}

asio::ssl::context make_tls_context(const std::string& ca_file) {
    asio::ssl::context context{asio::ssl::context::tls_client};
    context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                        asio::ssl::context::no_tlsv1_1);
    boost::system::error_code failure;
    if (ca_file.empty()) {
        context.set_default_verify_paths(failure);
    } else {
        context.load_verify_file(ca_file, failure);
    }
    if (failure) {
        throw std::runtime_error{"cannot read the certificate authorities of " +
                                 (ca_file.empty() ? "the system" : ca_file) + ": " + failure.message()};
    }
    return context;
}

} // namespace bascule::matrix
