#include "matrix_appservice/listener/appservice_listener.hpp"

#include "bridge/async/race.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <iterator>
#include <system_error>
#include <utility>

namespace bascule::matrix {

namespace asio = boost::asio;
using asio::ip::tcp;
using bridge::Task;

namespace {

tcp::endpoint endpoint_of(const asio::any_io_executor& executor, const std::string& host, std::uint16_t port) {
    tcp::resolver resolver{executor};
    const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive);
    return found.begin()->endpoint();
}

} // namespace

AppserviceListener::AppserviceListener(asio::any_io_executor executor, ListenerOptions options,
                                       bridge::MatrixInbox& inbox, bridge::Metrics& metrics)
    : executor_{executor},
      options_{std::move(options)},
      metrics_{metrics},
      endpoints_{options_.hs_token, inbox, metrics},
      acceptor_{executor},
      session_ended_{executor},
      tasks_{executor, bridge::failure_log(bridge::LogPart::matrix)} {}

void AppserviceListener::open() {
    try {
        const auto endpoint = endpoint_of(executor_, options_.host, options_.port);
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address{true});
        acceptor_.bind(endpoint);
        acceptor_.listen();
    } catch (const boost::system::system_error& error) {
        acceptor_ = tcp::acceptor{executor_};
        throw std::system_error{error.code(), "appservice.listen: cannot listen on " + options_.host + ':' +
                                                  std::to_string(options_.port) +
                                                  " (end what listens there, or choose another address)"};
    }
}

std::uint16_t AppserviceListener::port() const {
    return acceptor_.local_endpoint().port();
}

Task<void> AppserviceListener::run() {
    std::exception_ptr ending;
    try {
        co_await accept_sessions();
    } catch (...) { // rethrown below, unless it is the cancellation that is meant to end it
        ending = std::current_exception();
    }
    const bool was_cancelled =
        (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none;
    // What ended the accepting must not cut the answers that are still owed.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await finish_sessions();
    if (ending && !was_cancelled) {
        std::rethrow_exception(ending);
    }
}

Task<void> AppserviceListener::accept_sessions() {
    for (;;) {
        co_await make_room();
        auto [failure, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
        if (failure == asio::error::operation_aborted) {
            co_return;
        }
        if (failure) {
            // Such as a peer that has gone already, or no file descriptor left: both pass.
            bridge::log(bridge::LogPart::matrix).warn("cannot accept a connection: {}", failure.message());
            co_await bridge::pause(std::chrono::milliseconds{100});
            continue;
        }
        sessions_.emplace_back(std::move(socket), endpoints_, options_.limits);
        count_sessions();
        tasks_.spawn("a connection of the homeserver", serve(std::prev(sessions_.end())));
    }
}

// Where there are as many connections as there may be, one that is idle ends for the new one, else the oldest.
Task<void> AppserviceListener::make_room() {
    while (sessions_.size() >= options_.max_connections) {
        const auto idle = std::ranges::find_if(sessions_, &HttpSession::is_idle);
        (idle == sessions_.end() ? sessions_.begin() : idle)->finish();
        co_await session_ended_.wait();
    }
}

Task<void> AppserviceListener::serve(Session session) {
    co_await session->run();
    sessions_.erase(session);
    count_sessions();
    session_ended_.notify_all();
}

Task<void> AppserviceListener::finish_sessions() {
    acceptor_.close();
    for (auto& session : sessions_) {
        session.finish();
    }
    try {
        co_await bridge::within(options_.finish_deadline, "the requests in hand", tasks_.wait());
    } catch (const bridge::Outage& outage) {
        bridge::log(bridge::LogPart::matrix)
            .warn("{}; they are dropped, and the homeserver will repeat them", outage.what());
    }
    co_await tasks_.stop();
}

void AppserviceListener::count_sessions() {
    metrics_.set("matrix_listener_connections", {}, static_cast<double>(sessions_.size()));
}

} // namespace bascule::matrix
