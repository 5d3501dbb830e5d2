#pragma once

#include "bridge/ports/journal.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// The journal as a table: a row is `pending` until it is `done` or `parked`, and keeps its place and its key until it
/// is pruned.
class JournalTable final : public bridge::Journal {
public:
    explicit JournalTable(Database& database) : database_{database} {}

    /// Rows that the same commit proves to have arrived are not returned: nothing is left to do about them.
    Task<std::vector<bridge::JournalRow>> commit(bridge::JournalCommit commit) override;
    Task<std::vector<bridge::JournalRow>> pending(bridge::QueueName queue, std::int64_t after_id, int at_most) override;
    Task<std::vector<bridge::QueueName>> pending_queues() override;
    Task<void> finish(std::vector<std::int64_t> rows) override;
    Task<void> park(std::int64_t row, std::string reason) override;
    /// A parked row too becomes pending again.
    Task<std::optional<std::int64_t>> reopen(bridge::EntryKey key) override;
    Task<std::vector<bridge::EntryKey>> known(std::vector<bridge::EntryKey> keys) override;
    Task<std::vector<bridge::JournalRow>> pending_since(bridge::QueueName queue, std::int64_t at_ms) override;
    Task<void> replace(std::vector<std::int64_t> rows, std::vector<bridge::JournalEntry> entries) override;
    Task<std::optional<std::int64_t>> latest_arrival(bridge::Side source) override;
    Task<std::optional<bridge::QueuePosition>> position(bridge::QueueName queue) override;
    /// In several transactions, so that others get their turn; what was pruned before an Outage stays so.
    Task<std::int64_t> prune(std::int64_t before_ms) override;
    Task<bridge::JournalFigures> figures() override;

private:
    Database& database_;
};

} // namespace bascule::store
