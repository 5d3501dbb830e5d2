#pragma once

#include "bridge/store/postgres/pq.hpp"
#include "bridge/store/reply.hpp"

#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bascule::store {

/// A batch and the one who waits for its outcome.
struct PostgresRequest {
    Batch batch;
    std::shared_ptr<Reply> reply;
};

/// What has been sent over a connection in pipeline mode and is not answered yet. What stands between two Syncs is one
/// implicit transaction of PostgreSQL: it is durable when the Sync is answered, and after a failed statement the rest
/// is skipped until there. Answers come in the order of the sending. Never waits: sending fills libpq's buffer, taking
/// empties it.
class PostgresPipeline {
public:
    /// `name` is the database's, for messages.
    PostgresPipeline(PGconn& connection, std::string name) : connection_{connection}, name_{std::move(name)} {}

    /// Sends these under one Sync, so that they share one write to the disk. Where a statement fails, which is rare,
    /// they are sent again each under its own, so that a batch fails alone. Throws Outage when the connection is
    /// broken; the requests are then among those that abandon() fails.
    void send(std::vector<PostgresRequest> group);
    /// PQgetResult for as long as it need not wait. Throws Outage when the connection is broken. True if there were
    /// any.
    bool take_answers();
    /// Fails all that is unanswered.
    void abandon(const std::exception_ptr& failure);
    bool is_idle() const noexcept { return expected_.empty(); }

private:
    // What one Sync answers: a group of batches, or the preparation of a statement, for which nobody waits.
    struct Expected {
        std::vector<PostgresRequest> group;
        Outcome outcome;       // of all statements of the group
        std::string preparing; // SQL text
    };

    /// PQsendPrepare, where the SQL is new.
    void prepare(const Statement& statement);
    /// PQsendQueryPrepared, or PQsendQueryParams for what will not come again.
    void send_statement(const Statement& statement);
    void end_with_sync();
    void check(int succeeded) const;
    void take(const PGresult& result);
    void take_sync();
    void end_group(std::vector<PostgresRequest> group, Outcome outcome);

    PGconn& connection_;
    std::string name_;
    std::deque<Expected> expected_;
    std::unordered_map<std::string, std::string> prepared_; // SQL text to the statement's name
    std::size_t names_given_ = 0;
};

} // namespace bascule::store
