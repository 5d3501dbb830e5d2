#pragma once

#include "bridge/store/postgres/pq.hpp"
#include "bridge/store/reply.hpp"

#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <string>
#include <unordered_map>

namespace bascule::store {

/// A batch and the one who waits for its outcome.
struct PostgresRequest {
    Batch batch;
    std::shared_ptr<Reply> reply;
};

/// What has been sent over a connection in pipeline mode and is not answered yet. A batch is what stands between two
/// Syncs, which PostgreSQL runs as one implicit transaction: it is durable when the Sync is answered, and after a
/// failed statement the rest is skipped until there. Answers come in the order of the sending. Never waits: sending
/// fills libpq's buffer, taking empties it.
class PostgresPipeline {
public:
    /// `name` is the database's, for messages.
    PostgresPipeline(PGconn& connection, std::string name) : connection_{connection}, name_{std::move(name)} {}

    /// PQsendPrepare where the SQL is new, PQsendQueryPrepared, PQpipelineSync. Throws Outage when the connection is
    /// broken; the request is then among those that abandon() fails.
    void send(PostgresRequest request);
    /// PQgetResult for as long as it need not wait. Throws Outage when the connection is broken. True if there were
    /// any.
    bool take_answers();
    /// Fails all that is unanswered.
    void abandon(const std::exception_ptr& failure);
    std::size_t in_flight() const noexcept { return expected_.size(); }

private:
    // What one Sync answers: a batch, or the preparation of a statement, for which nobody waits.
    struct Expected {
        std::shared_ptr<Reply> reply;
        Outcome outcome;
        std::string preparing; // SQL text
    };

    void prepare(const std::string& sql);
    void send_statement(const Statement& statement);
    void end_with_sync();
    void check(int succeeded) const;
    void take(const PGresult& result);
    void take_sync();

    PGconn& connection_;
    std::string name_;
    std::deque<Expected> expected_;
    std::unordered_map<std::string, std::string> prepared_; // SQL text to the statement's name
    std::size_t names_given_ = 0;
};

} // namespace bascule::store
