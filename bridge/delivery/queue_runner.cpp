#include "bridge/delivery/queue_runner.hpp"

#include "bridge/async/backoff.hpp"
#include "bridge/direction.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/not_yet.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace bascule::bridge {

namespace {

// Rows that are handed on before it is asked whether they arrived; also what is held in memory of a queue.
constexpr int window = 64;

} // namespace

QueueRunner::QueueRunner(const boost::asio::any_io_executor& executor, Journal& journal, Couriers couriers,
                         Metrics& metrics, Pace pace)
    : journal_{journal},
      couriers_{couriers},
      metrics_{metrics},
      pace_{pace},
      tasks_{executor, failure_log(LogPart::bridge)} {}

Task<void> QueueRunner::resume() {
    Backoff backoff{pace_.first_retry, pace_.last_retry};
    for (;;) {
        try {
            const auto queues = co_await journal_.pending_queues();
            is_open_ = true;
            for (const auto& queue : queues) {
                states_[queue].has_more = true;
            }
            for (const auto& [queue, state] : std::map{states_}) {
                states_[queue].doubt = Doubt::maybe_there;
                start(queue);
            }
            co_return;
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("cannot read the journal: {}", outage.what());
        }
        co_await pause(backoff.next());
    }
}

void QueueRunner::wake(const QueueName& queue) {
    states_[queue].has_more = true;
    start(queue);
}

Task<bool> QueueRunner::reopen(EntryKey key) {
    const auto queue = key.queue;
    const auto id = co_await journal_.reopen(std::move(key));
    if (!id) {
        co_return false;
    }
    if (const auto found = states_.find(queue); found != states_.end()) {
        std::erase(found->second.progress.finished, *id);
        std::erase(found->second.progress.handed_on, *id);
    }
    wake(queue);
    co_return true;
}

void QueueRunner::start(const QueueName& queue) {
    auto& state = states_[queue];
    if (is_open_ && !state.is_running) {
        state.is_running = true;
        tasks_.spawn("queue " + queue.name, run(queue));
    }
}

Task<void> QueueRunner::stop() {
    co_await tasks_.stop();
}

Task<void> QueueRunner::run(QueueName queue) {
    Backoff backoff{pace_.first_retry, pace_.last_retry};
    auto& state = states_[queue]; // a map's element stays where it is
    while (state.has_more) {
        state.has_more = false;
        bool has_failed = false;
        try {
            if (co_await deliver_window(queue, state)) {
                state.has_more = true;
            }
            backoff.reset();
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("queue {} waits: {}", queue.name, outage.what());
            has_failed = true;
        } catch (const std::logic_error& fault) { // a fault of ours must not stop the queue for ever
            log(LogPart::bridge).error("queue {} stumbles: {}", queue.name, fault.what());
            has_failed = true;
        }
        if (has_failed) {
            state.has_more = true;
            state.doubt = Doubt::maybe_there;
            co_await pause(backoff.next());
        }
    }
    state.is_running = false;
    if (state.later.empty()) {
        states_.erase(queue);
    }
}

// Returns whether there may be more. On an outage the rows known to have arrived are finished all the same.
Task<bool> QueueRunner::deliver_window(QueueName queue, State& state) {
    auto& courier = courier_of(queue);
    co_await conclude(courier, state.progress); // what an outage of the store or of the stream has left open
    auto rows = co_await journal_.pending(queue, 0, window);
    for (bool is_complete = false; !is_complete;) {
        const auto must_read_again = co_await courier.complete(queue);
        is_complete = !must_read_again;
        if (must_read_again) {
            rows = co_await journal_.pending(queue, 0, window);
        }
    }
    std::exception_ptr outage;
    bool is_any_due = false;
    for (const auto& row : rows) {
        const auto later = state.later.find(row.id);
        if (later != state.later.end() && !later->second.is_due) {
            continue;
        }
        is_any_due = true;
        try {
            co_await advance(row, state);
        } catch (const NotYet& not_yet) {
            put_off(row, state, not_yet.time());
        } catch (const Outage&) {
            outage = std::current_exception();
            break;
        }
    }
    co_await conclude(courier, state.progress);
    if (outage) {
        std::rethrow_exception(outage);
    }
    co_return is_any_due;
}

Task<void> QueueRunner::advance(const JournalRow& row, State& state) {
    auto& progress = state.progress;
    const auto later = state.later.find(row.id);
    const Before before{later == state.later.end() ? state.doubt : later->second.doubt, progress.session};
    const auto delivery = co_await deliver_row(row, before);
    state.later.erase(row.id);
    // A row that cannot cross says nothing of those behind it.
    if (!delivery.was_there && delivery.state != Delivery::State::parked) {
        state.doubt = Doubt::none;
    }
    if (delivery.state == Delivery::State::parked) {
        co_await journal_.park(row.id, delivery.reason);
    } else if (delivery.state == Delivery::State::arrived) {
        progress.finished.push_back(row.id);
    } else {
        progress.session = delivery.session;
        progress.handed_on.push_back(row.id);
    }
    count(row, delivery);
}

void QueueRunner::put_off(const JournalRow& row, State& state, std::chrono::milliseconds time) {
    state.later.try_emplace(row.id, Later{.doubt = state.doubt}).first->second.is_due = false;
    tasks_.spawn("later in " + row.entry.key.queue.name, wake_later(row.entry.key.queue, row.id, time));
}

Task<void> QueueRunner::wake_later(QueueName queue, std::int64_t row, std::chrono::milliseconds time) {
    co_await pause(time);
    auto& later = states_[queue].later;
    if (const auto found = later.find(row); found != later.end()) {
        found->second.is_due = true;
    }
    wake(queue);
}

// A row that was handed on must not be handed on again to the same stream, so it is kept in mind until its fate is
// known and the journal has been told.
Task<void> QueueRunner::conclude(Courier& courier, Progress& progress) {
    auto fate = Fate::arrived;
    if (!progress.handed_on.empty()) {
        fate = co_await courier.settle(*progress.session);
        auto rows = std::exchange(progress.handed_on, {});
        progress.session.reset();
        if (fate == Fate::arrived) {
            progress.finished.insert(progress.finished.end(), rows.begin(), rows.end());
        }
    }
    if (!progress.finished.empty()) {
        co_await journal_.finish(progress.finished);
        progress.finished.clear();
    }
    if (fate == Fate::unknown) {
        throw Outage{"the stream broke before the XMPP server had taken everything"};
    }
}

Courier& QueueRunner::courier_of(const QueueName& queue) const {
    return queue.source == Side::matrix ? couriers_.from_matrix : couriers_.from_xmpp;
}

// A failure of the row's own must not stop the rows behind it.
Task<Delivery> QueueRunner::deliver_row(JournalRow row, Before before) {
    auto& courier = courier_of(row.entry.key.queue);
    const auto key = row.entry.key;
    Delivery parked{.state = Delivery::State::parked, .reason = {}};
    try {
        co_return co_await courier.deliver(std::move(row), before);
    } catch (const Outage&) {
        throw;
    } catch (const NotYet&) {
        throw;
    } catch (const boost::system::system_error& error) {
        if (error.code() == boost::asio::error::operation_aborted) {
            throw;
        }
        parked.reason = error.what();
    } catch (const std::exception& error) {
        parked.reason = error.what();
    }
    log(LogPart::bridge).error("queue {}: {} cannot cross: {}", key.queue.name, key.key, parked.reason);
    co_return parked;
}

void QueueRunner::count(const JournalRow& row, const Delivery& delivery) {
    const auto* direction = direction_of(row.entry.key.queue.source);
    const auto* result = delivery.state == Delivery::State::parked ? "parked" : "delivered";
    log(LogPart::bridge)
        .debug("queue {}: {} {} {}", row.entry.key.queue.name, row.entry.key.key, result, delivery.reason);
    metrics_.add("bridge_messages_total",
                 {{"direction", direction}, {"type", std::string{delivery.type}}, {"result", result}}, 1);
    const auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    const auto waited_ms = now.count() - row.entry.arrived_ms;
    const auto seconds = static_cast<double>(waited_ms) / 1000.0;
    metrics_.observe("bridge_latency_seconds", {{"direction", direction}}, seconds);
    if (row.entry.key.queue.source == Side::matrix) {
        metrics_.observe("matrix_request_seconds", {{"outcome", result}}, seconds);
    }
}

} // namespace bascule::bridge
