#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/ports/journal.hpp"
#include "bridge/ports/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <map>
#include <set>
#include <vector>

namespace bascule::bridge {

/// Empties the journal's queues: each in order, many side by side. A row that meets an outage is tried again for as
/// long as it takes; one that fails for its own sake is parked and the queue goes on.
class QueueRunner {
public:
    struct Couriers {
        Courier& from_matrix;
        Courier& from_xmpp;
    };
    struct Pace {
        std::chrono::milliseconds first_retry{100};
        std::chrono::milliseconds last_retry{15'000};
    };

    QueueRunner(const boost::asio::any_io_executor& executor, Journal& journal, Couriers couriers, Metrics& metrics,
                Pace pace);

    /// Begins, with what earlier processes left; their last rows may have arrived already. Retries while the store is
    /// away.
    Task<void> resume();
    /// There is something new in this queue.
    void wake(const QueueName& queue);
    /// Stops taking rows; those in hand are finished or left for the next start.
    Task<void> stop();
    /// What one side handed over waits until go_on(); what is in hand is finished.
    void halt(Side source);
    void go_on(Side source);

private:
    struct State {
        bool is_running = false;
        bool has_more = false;
    };

    void start(const QueueName& queue, Doubt doubt);
    void start_waiting();
    Task<void> run(QueueName queue, Doubt doubt);
    bool may_run(const QueueName& queue) const { return is_open_ && !halted_.contains(queue.source); }
    Task<bool> deliver_window(QueueName queue, Doubt& doubt);
    Task<Delivery> deliver_row(JournalRow row, Doubt doubt);
    void count(const JournalRow& row, const Delivery& delivery);

    Journal& journal_;
    Couriers couriers_;
    Metrics& metrics_;
    Pace pace_;
    bool is_open_ = false; // nothing is consumed before resume()
    std::set<Side> halted_;
    std::map<QueueName, State> states_;
    TaskGroup tasks_;
};

} // namespace bascule::bridge
