#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/store/postgres/postgres_pipeline.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <deque>
#include <exception>
#include <string>

namespace bascule::store {

/// How long PostgreSQL may take.
struct PostgresDeadlines {
    std::chrono::milliseconds connect{5'000};
    std::chrono::milliseconds answer{30'000}; ///< from one answer to the next, while any is awaited
    std::chrono::milliseconds retry_first{250};
    std::chrono::milliseconds retry_most{5'000};
};

/// One connection while it lasts: writes requests, reads answers, watches the deadline. Reconnecting is its owner's.
class PostgresSession {
public:
    /// `name` is the database's, for messages.
    PostgresSession(const boost::asio::any_io_executor& executor, PqConnection connection, std::string name,
                    std::chrono::milliseconds answer_deadline);

    /// Sends these, at most so many as shall share a commit, if nothing is unanswered: those that come meanwhile wait
    /// and go together. Where sending fails, run() ends soon.
    void send_from(std::deque<PostgresRequest>& waiting);
    /// Serves until the connection breaks, then throws Outage; `waiting` is what to send when there is room.
    Task<void> run(std::deque<PostgresRequest>& waiting);
    /// Fails all that is unanswered.
    void abandon(const std::exception_ptr& failure) { pipeline_.abandon(failure); }
    /// The server has answered something, so the connection is worth more than its log-in.
    bool has_answered() const noexcept { return has_answered_; }

private:
    Task<void> read(std::deque<PostgresRequest>& waiting);
    Task<void> write();
    Task<void> watch();
    bool consume_input();
    void flush();
    void try_to_send(std::vector<PostgresRequest> group);

    std::string name_;
    std::chrono::milliseconds answer_deadline_;
    PqConnection connection_;
    BorrowedSocket socket_; // after the connection: it is given back first
    PostgresPipeline pipeline_;
    bridge::Signal unwritten_; // libpq holds bytes that the socket did not take
    std::chrono::steady_clock::time_point progress_;
    bool has_answered_ = false;
};

} // namespace bascule::store
