#include "bridge/delivery/queue_runner.hpp"

#include "bridge/async/backoff.hpp"
#include "bridge/log.hpp"
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

std::string direction_of(Side source) {
    return source == Side::matrix ? "matrix_to_xmpp" : "xmpp_to_matrix";
}

void log_failure(const std::string& task, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        log(LogPart::bridge).error("queue {}: {}", task, error.what());
    }
}

} // namespace

QueueRunner::QueueRunner(const boost::asio::any_io_executor& executor, Journal& journal, Couriers couriers,
                         Metrics& metrics, Pace pace)
    : journal_{journal}, couriers_{couriers}, metrics_{metrics}, pace_{pace}, tasks_{executor, log_failure} {}

Task<void> QueueRunner::resume() {
    Backoff backoff{pace_.first_retry, pace_.last_retry};
    for (;;) {
        try {
            const auto queues = co_await journal_.pending_queues();
            is_open_ = true;
            for (const auto& queue : queues) {
                start(queue, Doubt::maybe_there);
            }
            start_waiting();
            co_return;
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("cannot read the journal: {}", outage.what());
        }
        co_await pause(backoff.next());
    }
}

void QueueRunner::wake(const QueueName& queue) {
    start(queue, Doubt::none);
}

void QueueRunner::start(const QueueName& queue, Doubt doubt) {
    auto& state = states_[queue];
    state.has_more = true;
    if (may_run(queue) && !state.is_running) {
        state.is_running = true;
        tasks_.spawn(queue.name, run(queue, doubt));
    }
}

Task<void> QueueRunner::stop() {
    co_await tasks_.stop();
}

void QueueRunner::halt(Side source) {
    halted_.insert(source);
}

void QueueRunner::go_on(Side source) {
    halted_.erase(source);
    start_waiting();
}

// Those that were woken while they could not run.
void QueueRunner::start_waiting() {
    for (const auto& [queue, state] : std::map{states_}) {
        if (state.has_more) {
            start(queue, Doubt::maybe_there);
        }
    }
}

Task<void> QueueRunner::run(QueueName queue, Doubt doubt) {
    Backoff backoff{pace_.first_retry, pace_.last_retry};
    while (states_[queue].has_more && may_run(queue)) {
        states_[queue].has_more = false;
        bool has_failed = false;
        try {
            if (co_await deliver_window(queue, doubt)) {
                states_[queue].has_more = true;
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
            states_[queue].has_more = true;
            doubt = Doubt::maybe_there;
            co_await pause(backoff.next());
        }
    }
    states_[queue].is_running = false;
    if (!states_[queue].has_more) {
        states_.erase(queue);
    }
}

// Returns whether there may be more. On an outage the rows known to have arrived are finished all the same.
Task<bool> QueueRunner::deliver_window(QueueName queue, Doubt& doubt) {
    const auto rows = co_await journal_.pending(queue, 0, window);
    Progress progress;
    for (const auto& row : rows) {
        co_await advance(row, doubt, progress);
        if (progress.outage) {
            break;
        }
    }
    co_await settle(courier_of(queue), progress);
    if (!progress.finished.empty()) {
        co_await journal_.finish(progress.finished);
    }
    if (progress.outage) {
        std::rethrow_exception(progress.outage);
    }
    co_return !rows.empty();
}

Task<void> QueueRunner::advance(const JournalRow& row, Doubt& doubt, Progress& progress) {
    try {
        const auto delivery = co_await deliver_row(row, doubt);
        // A row that cannot cross says nothing of those behind it.
        if (!delivery.was_there && delivery.state != Delivery::State::parked) {
            doubt = Doubt::none;
        }
        if (delivery.state == Delivery::State::parked) {
            co_await journal_.park(row.id, delivery.reason);
        } else if (delivery.state == Delivery::State::arrived) {
            progress.finished.push_back(row.id);
        } else if (progress.session.value_or(delivery.session) != delivery.session) {
            throw Outage{"the stream broke in between"};
        } else {
            progress.session = delivery.session;
            progress.handed_on.push_back(row.id);
        }
        count(row, delivery);
    } catch (const Outage&) {
        progress.outage = std::current_exception();
    }
}

// What was handed on before an outage may well have arrived, and must then not be handed on again.
Task<void> QueueRunner::settle(Courier& courier, Progress& progress) {
    if (progress.handed_on.empty()) {
        co_return;
    }
    try {
        co_await courier.settle(*progress.session);
        progress.finished.insert(progress.finished.end(), progress.handed_on.begin(), progress.handed_on.end());
    } catch (const Outage&) {
        progress.outage = std::current_exception();
    }
}

Courier& QueueRunner::courier_of(const QueueName& queue) const {
    return queue.source == Side::matrix ? couriers_.from_matrix : couriers_.from_xmpp;
}

// A failure of the row's own must not stop the rows behind it.
Task<Delivery> QueueRunner::deliver_row(JournalRow row, Doubt doubt) {
    auto& courier = courier_of(row.entry.key.queue);
    const auto key = row.entry.key;
    Delivery parked{.state = Delivery::State::parked, .reason = {}};
    try {
        co_return co_await courier.deliver(std::move(row), doubt);
    } catch (const Outage&) {
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
    const auto direction = direction_of(row.entry.key.queue.source);
    const auto* result = delivery.state == Delivery::State::parked ? "parked" : "delivered";
    log(LogPart::bridge)
        .debug("queue {}: {} {} {}", row.entry.key.queue.name, row.entry.key.key, result, delivery.reason);
    metrics_.add("bridge_messages_total", {{"direction", direction}, {"result", result}}, 1);
    const auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    const auto waited_ms = now.count() - row.entry.arrived_ms;
    metrics_.observe("bridge_latency_seconds", {{"direction", direction}}, static_cast<double>(waited_ms) / 1000.0);
}

} // namespace bascule::bridge
