#include "xmpp_component/stream/link.hpp"

#include "bridge/async/race.hpp"
#include "bridge/async/signal.hpp"
#include "bridge/log.hpp"
#include "xmpp_component/stream/connection.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace bascule::xmpp {

namespace asio = boost::asio;

Link::Link(asio::any_io_executor executor, const ComponentOptions& options, Outbox& outbox, ReadingClock& clock,
           LinkUser& user)
    : executor_{std::move(executor)},
      options_{options},
      outbox_{outbox},
      clock_{clock},
      user_{user},
      backoff_{options.timing.first_retry, options.timing.last_retry} {}

bridge::Task<void> Link::run() {
    for (;;) {
        const auto failure = co_await serve_once();
        const auto wait = pause_after(failure);
        const auto seconds = static_cast<double>(wait.count()) / 1000;
        if (failure.kind == StreamFailure::Kind::conflict) {
            bridge::log(bridge::LogPart::xmpp).error("{}; next try in {:.1f} s", failure.words, seconds);
        } else {
            bridge::log(bridge::LogPart::xmpp).warn("{}; next try in {:.1f} s", failure.words, seconds);
        }
        co_await bridge::pause(wait);
    }
}

// Whoever fights for the component with another bridge disturbs both, hence the long pause.
std::chrono::milliseconds Link::pause_after(const StreamFailure& failure) {
    const auto wait = backoff_.next();
    return failure.kind == StreamFailure::Kind::conflict ? std::max(wait, options_.timing.conflict_retry) : wait;
}

bridge::Task<StreamFailure> Link::serve_once() {
    Connection connection{executor_, options_,
                          [this](const StanzaOpening& opening) { return user_.is_wanted(opening); }};
    std::optional<StreamFailure> failure;
    const auto began = std::chrono::steady_clock::now();
    bool was_up = false;
    try {
        co_await connection.open();
        bridge::log(bridge::LogPart::xmpp)
            .info("connected to {}:{} as {}", options_.host, options_.port, options_.domain.str());
        was_up = true;
        outbox_.open();
        user_.on_up();
        co_await serve(connection);
    } catch (const StreamBroken& broken) {
        failure = broken.failure();
    } catch (const std::exception& error) { // cancellation, else a fault of ours, which a new stream may outlive
        failure = StreamFailure{.kind = StreamFailure::Kind::lost, .words = std::string{"a fault: "} + error.what()};
    }
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    const bool is_stopped = cancellation.cancelled() != asio::cancellation_type::none;
    if (is_stopped) { // or the next wait would throw
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    }
    if (was_up) {
        co_await finish(connection, is_stopped);
    }
    if (is_stopped) {
        throw boost::system::system_error{asio::error::operation_aborted};
    }
    if (std::chrono::steady_clock::now() - began > options_.timing.stable_after) {
        backoff_.reset();
    }
    co_return std::move(*failure);
}

bridge::Task<void> Link::finish(Connection& connection, bool is_stopped) {
    auto rest = outbox_.take_rest();
    outbox_.close();
    if (is_stopped) {
        co_await connection.close(std::move(rest));
    }
    user_.on_down();
}

bridge::Task<void> Link::serve(Connection& connection) {
    co_await bridge::run_until_one_ends(bridge::run_until_one_ends(read(connection), connection.write(outbox_)),
                                        user_.watch());
}

bridge::Task<void> Link::read(Connection& connection) {
    for (;;) {
        auto stanzas = co_await connection.read(clock_);
        if (!stanzas.empty()) {
            co_await user_.take(std::move(stanzas));
        }
    }
}

} // namespace bascule::xmpp
