#include "tests/matrix_appservice/raw_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>

#include <array>
#include <string_view>
#include <utility>

namespace bascule::matrix {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::size_t content_length(std::string head) {
    boost::beast::string_view constexpr name = "\r\ncontent-length: ";
    for (auto& character : head) {
        character = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    }
    const auto at = head.find(std::string{name});
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
}

} // namespace

bridge::Task<RawConnection> RawConnection::open(std::uint16_t port) {
    tcp::socket socket{co_await asio::this_coro::executor};
    const tcp::endpoint endpoint{asio::ip::address_v4::loopback(), port};
    co_await socket.async_connect(endpoint, asio::use_awaitable);
    socket.set_option(tcp::no_delay{true});
    co_return RawConnection{std::move(socket)};
}

bridge::Task<void> RawConnection::write(std::string bytes) {
    co_await asio::async_write(socket_, asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
}

bridge::Task<bool> RawConnection::read_some() {
    std::array<char, 65536> bytes{};
    const auto [failure, count] =
        co_await socket_.async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
    buffer_.append(bytes.data(), count);
    co_return !failure;
}

bridge::Task<std::string> RawConnection::read_message() {
    constexpr std::string_view end_of_head = "\r\n\r\n";
    std::size_t whole = std::string::npos;
    while (whole == std::string::npos || buffer_.size() < whole) {
        const auto head_end = buffer_.find(end_of_head);
        if (head_end != std::string::npos) {
            whole = head_end + end_of_head.size() + content_length(buffer_.substr(0, head_end + 2));
        }
        if (whole != std::string::npos && buffer_.size() >= whole) {
            break;
        }
        if (!co_await read_some()) {
            co_return std::string{};
        }
    }
    auto message = buffer_.substr(0, whole);
    buffer_.erase(0, whole);
    co_return message;
}

bridge::Task<std::string> RawConnection::read_to_end() {
    for (bool is_open = true; is_open;) {
        is_open = co_await read_some();
    }
    co_return std::exchange(buffer_, {});
}

void RawConnection::end_writing() {
    socket_.shutdown(tcp::socket::shutdown_send);
}

} // namespace bascule::matrix
