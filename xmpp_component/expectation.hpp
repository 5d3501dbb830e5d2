#pragma once

#include "bridge/async/race.hpp"
#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"
#include "bridge/ports/outage.hpp"
#include "xmpp_component/stream/reading_clock.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace bascule::xmpp {

/// An answer that somebody waits for and somebody else brings.
template <class Value>
class Expectation {
public:
    explicit Expectation(const boost::asio::any_io_executor& executor) : settled_{executor} {}

    void fulfil(Value value) {
        value_.emplace(std::move(value));
        settled_.notify_all();
    }

    void give_up(std::string why) {
        given_up_ = std::move(why);
        settled_.notify_all();
    }

    /// Throws Outage where it is given up, or has not come when the reader has waited for so long.
    bridge::Task<Value> get(ReadingClock& clock, std::chrono::milliseconds deadline, std::string what) {
        if (!is_settled()) {
            co_await bridge::run_until_one_ends(until_settled(), clock.elapse(deadline));
        }
        if (value_) {
            co_return std::move(*value_);
        }
        throw bridge::Outage{what + ": " +
                             given_up_.value_or("no answer within " + std::to_string(deadline.count()) + " ms")};
    }

private:
    bool is_settled() const { return value_ || given_up_; }

    bridge::Task<void> until_settled() {
        while (!is_settled()) {
            co_await settled_.wait();
        }
    }

    bridge::Signal settled_;
    std::optional<Value> value_;
    std::optional<std::string> given_up_;
};

} // namespace bascule::xmpp
