#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/ports/journal.hpp"
#include "bridge/ports/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
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
    /// Takes a row again that had been handed on and came back. Nothing where the journal does not know it any more.
    Task<bool> reopen(EntryKey key);
    /// Stops taking rows; those in hand are finished or left for the next start.
    Task<void> stop();

private:
    /// What became of the rows that the journal still holds as pending.
    struct Progress {
        std::vector<std::int64_t> finished;
        std::vector<std::int64_t> handed_on;
        std::optional<std::uint64_t> session; // the stream that they were handed on to
    };

    struct Later {
        Doubt doubt = Doubt::none;
        bool is_due = false;
    };

    struct State {
        bool is_running = false;
        bool has_more = false;
        Doubt doubt = Doubt::none;
        Progress progress;
        std::map<std::int64_t, Later> later; // rows that wait for their time (NotYet)
    };

    void start(const QueueName& queue);
    Task<void> run(QueueName queue);
    Task<bool> deliver_window(QueueName queue, State& state);
    Task<void> advance(const JournalRow& row, State& state);
    void put_off(const JournalRow& row, State& state, std::chrono::milliseconds time);
    Task<void> wake_later(QueueName queue, std::int64_t row, std::chrono::milliseconds time);
    Task<void> conclude(Courier& courier, Progress& progress);
    Courier& courier_of(const QueueName& queue) const;
    Task<Delivery> deliver_row(JournalRow row, Before before);
    void count(const JournalRow& row, const Delivery& delivery);

    Journal& journal_;
    Couriers couriers_;
    Metrics& metrics_;
    Pace pace_;
    bool is_open_ = false; // nothing is consumed before resume()
    std::map<QueueName, State> states_;
    TaskGroup tasks_;
};

} // namespace bascule::bridge
