#include "xmpp_component/stream/connection.hpp"

#include "bridge/async/race.hpp"
#include "bridge/async/signal.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace bascule::xmpp {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::system_error;

namespace {

using Kind = StreamFailure::Kind;

// Runs only while the socket is waited for, whatever ends the wait.
class Running {
public:
    explicit Running(ReadingClock& clock) : clock_{clock} { clock_.start(); }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    Running(Running&&) = delete;
    Running& operator=(Running&&) = delete;
    ~Running() { clock_.stop(); }

private:
    ReadingClock& clock_;
};

std::string address_of(const ComponentOptions& options) {
    return options.host + ":" + std::to_string(options.port);
}

StreamFailure unreachable(const ComponentOptions& options, const std::string& reason) {
    return {.kind = Kind::unreachable,
            .words = "no XMPP server answers at " + address_of(options) + " (" + reason +
                     "); check xmpp.server, and that the server runs and listens for components there"};
}

bool is_cancellation(const system_error& error) {
    return error.code() == asio::error::operation_aborted;
}

bridge::Task<void> connect_to(tcp::socket& socket, const std::string& host, std::uint16_t port) {
    tcp::resolver resolver{socket.get_executor()};
    const auto found = co_await resolver.async_resolve(host, std::to_string(port), asio::use_awaitable);
    co_await asio::async_connect(socket, found, asio::use_awaitable);
    socket.set_option(tcp::no_delay{true});
    socket.set_option(asio::socket_base::keep_alive{true});
}

} // namespace

Connection::Connection(asio::any_io_executor executor, const ComponentOptions& options, StanzaSieve::Filter is_wanted)
    : options_{options},
      socket_{std::move(executor)},
      framer_{options.limits.incoming, std::move(is_wanted)},
      handshake_{options.domain, options.secret} {}

bridge::Task<void> Connection::open() {
    co_await connect();
    std::optional<StreamFailure> failure;
    try {
        co_await bridge::within(options_.timing.handshake, "the handshake with the XMPP server", authenticate());
    } catch (const StreamBroken&) { // tells more than the deadline could
        throw;
    } catch (const bridge::Outage& outage) {
        failure = unreachable(options_, outage.what());
    }
    if (failure) {
        throw StreamBroken{std::move(*failure)};
    }
}

bridge::Task<void> Connection::connect() {
    std::optional<StreamFailure> failure;
    try {
        co_await bridge::within(options_.timing.connect, "the connection",
                                connect_to(socket_, options_.host, options_.port));
    } catch (const system_error& error) {
        if (is_cancellation(error)) {
            throw;
        }
        failure = unreachable(options_, error.code().message());
    } catch (const bridge::Outage& outage) {
        failure = unreachable(options_, outage.what());
    }
    if (failure) {
        throw StreamBroken{std::move(*failure)};
    }
}

bridge::Task<void> Connection::authenticate() {
    ReadingClock unused{socket_.get_executor()};
    co_await write_now(handshake_.open());
    bool is_proven = false;
    while (!handshake_.is_accepted()) {
        co_await read_some(unused);
        judge_elements();
        if (ending_) {
            throw StreamBroken{std::move(*ending_)};
        }
        if (!is_proven && framer_.header()) {
            is_proven = true;
            co_await write_now(handshake_.prove(*framer_.header()));
        }
    }
}

// What follows the acceptance in the same read is for the session.
void Connection::judge_elements() {
    for (auto& element : framer_.take()) {
        if (handshake_.is_accepted()) {
            early_.push_back(std::move(element));
        } else if (auto failure = handshake_.judge(element.root())) {
            throw StreamBroken{std::move(*failure)};
        }
    }
}

bridge::Task<void> Connection::write_now(std::string bytes) {
    const auto [error, written] =
        co_await asio::async_write(socket_, asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::operation_aborted) {
        throw system_error{error};
    }
    // A server that closes has mostly said why, and that is still to be read: the failure is found there.
}

bridge::Task<void> Connection::read_some(ReadingClock& clock) {
    std::size_t count = 0;
    try {
        const Running running{clock};
        count = co_await socket_.async_read_some(asio::buffer(buffer_), asio::use_awaitable);
    } catch (const system_error& error) {
        if (is_cancellation(error)) {
            throw;
        }
        ending_ = handshake_.ended();
    }
    if (ending_) {
        co_return;
    }
    const auto fed = framer_.feed({buffer_.data(), count});
    if (!fed) {
        ending_ = StreamFailure{.kind = Kind::ill_formed,
                                .words = "what " + address_of(options_) + " sent is no XMPP: " + fed.error().reason};
    } else if (framer_.is_closed()) {
        ending_ = handshake_.ended();
    }
}

bridge::Task<std::vector<Stanza>> Connection::read(ReadingClock& clock) {
    if (!ending_ && early_.empty()) {
        co_await read_some(clock);
    }
    auto stanzas = take_stanzas();
    if (stanzas.empty() && ending_) {
        throw StreamBroken{std::move(*ending_)};
    }
    co_return stanzas;
}

std::vector<Stanza> Connection::take_stanzas() {
    auto stanzas = std::exchange(early_, {});
    std::ranges::move(framer_.take(), std::back_inserter(stanzas));
    const auto error = std::ranges::find_if(
        stanzas, [](const Stanza& stanza) { return is_element(stanza.root(), "error", ns::streams); });
    if (error != stanzas.end()) {
        ending_ = failure_of(error->root(), options_.domain.str());
        stanzas.erase(error, stanzas.end());
    }
    return stanzas;
}

bridge::Task<void> Connection::write(Outbox& outbox) {
    std::optional<StreamFailure> failure;
    try {
        co_await outbox.write_to(socket_);
    } catch (const system_error& error) {
        if (is_cancellation(error)) {
            throw;
        }
        failure = StreamFailure{.kind = Kind::lost, .words = "the connection broke: " + error.code().message()};
    }
    // The reader, which runs beside this, mostly finds a better reason; it ends both.
    co_await bridge::pause(options_.timing.close);
    throw StreamBroken{std::move(*failure)};
}

bridge::Task<void> Connection::close(std::string rest) {
    rest += "</stream:stream>";
    try {
        co_await bridge::within(options_.timing.close, "the end of the stream", say_goodbye(std::move(rest)));
    } catch (const bridge::Outage&) { // it is over either way
    }
    boost::system::error_code ignored;
    socket_.close(ignored);
}

bridge::Task<void> Connection::say_goodbye(std::string bytes) {
    co_await write_now(std::move(bytes));
    // Its own end of stream says that the server has read ours, and thereby all before it.
    boost::system::error_code error;
    while (!error) {
        std::tie(error, std::ignore) =
            co_await socket_.async_read_some(asio::buffer(buffer_), asio::as_tuple(asio::use_awaitable));
    }
}

} // namespace bascule::xmpp
