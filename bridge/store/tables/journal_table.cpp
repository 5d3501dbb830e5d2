#include "bridge/store/tables/journal_table.hpp"

#include "bridge/store/index_key.hpp"

#include <set>
#include <utility>

namespace bascule::store {

using bridge::EntryKey;
using bridge::JournalCommit;
using bridge::JournalEntry;
using bridge::JournalFigures;
using bridge::JournalRow;
using bridge::QueueName;
using bridge::QueuePosition;
using bridge::Side;

namespace {

constexpr const char* insert_entry = R"sql(
    INSERT INTO journal (source, queue, entry_key, arrived_ms, author, whole_queue, whole_entry_key, payload)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (source, queue, entry_key) DO NOTHING RETURNING id)sql";
constexpr const char* finish_by_key = R"sql(
    UPDATE journal SET state = 'done' WHERE source = $1 AND queue = $2 AND entry_key = $3 AND state <> 'done'
    RETURNING id)sql";
constexpr const char* upsert_position = R"sql(
    INSERT INTO journal_position (source, queue, stanza_id, at_ms) VALUES ($1, $2, $3, $4)
    ON CONFLICT (source, queue) DO UPDATE SET stanza_id = excluded.stanza_id, at_ms = excluded.at_ms)sql";
constexpr const char* select_pending = R"sql(
    SELECT id, entry_key, whole_entry_key, payload, author, arrived_ms FROM journal
    WHERE source = $1 AND queue = $2 AND state = 'pending' AND id > $3 ORDER BY id LIMIT $4)sql";
constexpr const char* select_pending_queues = R"sql(
    SELECT DISTINCT source, queue, whole_queue FROM journal WHERE state = 'pending')sql";
constexpr const char* finish_by_id = "UPDATE journal SET state = 'done' WHERE id = $1 AND state <> 'done'";
constexpr const char* park_row = "UPDATE journal SET state = 'parked', reason = $2 WHERE id = $1 AND state = 'pending'";
constexpr const char* reopen_row = R"sql(
    UPDATE journal SET state = 'pending', reason = NULL WHERE source = $1 AND queue = $2 AND entry_key = $3
    RETURNING id)sql";
constexpr const char* select_known = "SELECT 1 FROM journal WHERE source = $1 AND queue = $2 AND entry_key = $3";
constexpr const char* select_pending_since = R"sql(
    SELECT id, entry_key, whole_entry_key, payload, author, arrived_ms FROM journal
    WHERE source = $1 AND queue = $2 AND state = 'pending' AND arrived_ms >= $3 ORDER BY id)sql";
constexpr const char* delete_pending = "DELETE FROM journal WHERE id = $1 AND state = 'pending'";
constexpr const char* select_latest_arrival =
    "SELECT arrived_ms FROM journal WHERE source = $1 ORDER BY id DESC LIMIT 1";
constexpr const char* select_position = R"sql(
    SELECT stanza_id, at_ms FROM journal_position WHERE source = $1 AND queue = $2)sql";
constexpr const char* prune_some = R"sql(
    DELETE FROM journal WHERE id IN
        (SELECT id FROM journal WHERE state <> 'pending' AND arrived_ms < $1 ORDER BY arrived_ms LIMIT 1000))sql";
constexpr const char* count_pending = R"sql(
    SELECT count(*), coalesce(min(arrived_ms), 0) FROM journal WHERE state = 'pending')sql";
constexpr const char* count_parked = "SELECT count(*) FROM journal WHERE state = 'parked'";

std::string text_of(Side side) {
    return side == Side::matrix ? "matrix" : "xmpp";
}

Side side_of(const std::string& text) {
    return text == "matrix" ? Side::matrix : Side::xmpp;
}

std::vector<Value> parameters_of(const QueueName& queue) {
    return {text_of(queue.source), IndexKey{queue.name}.indexed};
}

std::vector<Value> parameters_of(const EntryKey& key) {
    return {text_of(key.queue.source), IndexKey{key.queue.name}.indexed, IndexKey{key.key}.indexed};
}

Statement insertion(const JournalEntry& entry) {
    IndexKey queue{entry.key.queue.name};
    IndexKey key{entry.key.key};
    return {insert_entry,
            {text_of(entry.key.queue.source), std::move(queue.indexed), std::move(key.indexed),
             number(entry.arrived_ms), entry.author, std::move(queue.whole), std::move(key.whole), entry.payload}};
}

Statement positioning(const QueuePosition& position) {
    auto parameters = parameters_of(position.queue);
    parameters.emplace_back(position.stanza_id);
    parameters.push_back(number(position.at_ms));
    return {upsert_position, std::move(parameters)};
}

// Entries first, so that one which is new and proven in the same commit ends up done.
Batch batch_of(const JournalCommit& commit) {
    Batch batch;
    batch.reserve(commit.entries.size() + commit.done.size() + commit.positions.size());
    for (const auto& entry : commit.entries) {
        batch.push_back(insertion(entry));
    }
    for (const auto& key : commit.done) {
        batch.push_back(Statement{finish_by_key, parameters_of(key)});
    }
    for (const auto& position : commit.positions) {
        batch.push_back(positioning(position));
    }
    return batch;
}

// The ids that these statements of a batch returned.
std::set<std::int64_t> ids_in(const std::vector<Rows>& answers, std::size_t first, std::size_t count) {
    std::set<std::int64_t> ids;
    for (std::size_t at = first; at < first + count; ++at) {
        for (const auto& row : answers.at(at).rows) {
            ids.insert(row.number(0));
        }
    }
    return ids;
}

JournalRow read_row(const QueueName& queue, const Row& row) {
    JournalEntry entry{{queue, whole_text(row, 1, 2)}, row.text(3), row.text(4), row.number(5)};
    return {row.number(0), std::move(entry)};
}

std::vector<JournalRow> read_rows(const QueueName& queue, const Rows& answer) {
    std::vector<JournalRow> found;
    for (const auto& row : answer.rows) {
        found.push_back(read_row(queue, row));
    }
    return found;
}

} // namespace

Task<std::vector<JournalRow>> JournalTable::commit(JournalCommit commit) {
    std::vector<JournalRow> appended;
    auto batch = batch_of(commit);
    if (batch.empty()) {
        co_return appended;
    }
    const auto answers = co_await database_.run(std::move(batch));
    const auto done = ids_in(answers, commit.entries.size(), commit.done.size());
    for (std::size_t at = 0; at < commit.entries.size(); ++at) {
        const auto& rows = answers.at(at).rows;
        if (!rows.empty() && !done.contains(rows.front().number(0))) {
            appended.push_back(JournalRow{rows.front().number(0), std::move(commit.entries[at])});
        }
    }
    co_return appended;
}

Task<std::vector<JournalRow>> JournalTable::pending(QueueName queue, std::int64_t after_id, int at_most) {
    auto parameters = parameters_of(queue);
    parameters.push_back(number(after_id));
    parameters.push_back(number(at_most));
    const auto answer = co_await database_.query(select_pending, std::move(parameters));
    co_return read_rows(queue, answer);
}

Task<std::vector<QueueName>> JournalTable::pending_queues() {
    const auto answer = co_await database_.query(select_pending_queues, std::vector<Value>());
    std::vector<QueueName> found;
    for (const auto& row : answer.rows) {
        found.push_back(QueueName{side_of(row.text(0)), whole_text(row, 1, 2)});
    }
    co_return found;
}

Task<void> JournalTable::finish(std::vector<std::int64_t> rows) {
    Batch batch;
    batch.reserve(rows.size());
    for (const auto row : rows) {
        batch.push_back(Statement{finish_by_id, {number(row)}});
    }
    if (!batch.empty()) {
        co_await database_.run(std::move(batch));
    }
}

Task<void> JournalTable::park(std::int64_t row, std::string reason) {
    std::vector<Value> parameters{number(row), std::move(reason)};
    co_await database_.query(park_row, std::move(parameters));
}

Task<std::optional<std::int64_t>> JournalTable::reopen(EntryKey key) {
    const auto answer = co_await database_.query(reopen_row, parameters_of(key));
    if (answer.rows.empty()) {
        co_return std::nullopt;
    }
    co_return answer.rows.front().number(0);
}

Task<std::vector<EntryKey>> JournalTable::known(std::vector<EntryKey> keys) {
    Batch batch;
    batch.reserve(keys.size());
    for (const auto& key : keys) {
        batch.push_back(Statement{select_known, parameters_of(key)});
    }
    std::vector<EntryKey> found;
    if (batch.empty()) {
        co_return found;
    }
    const auto answers = co_await database_.run(std::move(batch));
    for (std::size_t at = 0; at < keys.size(); ++at) {
        if (!answers.at(at).rows.empty()) {
            found.push_back(std::move(keys[at]));
        }
    }
    co_return found;
}

Task<std::vector<JournalRow>> JournalTable::pending_since(QueueName queue, std::int64_t at_ms) {
    auto parameters = parameters_of(queue);
    parameters.push_back(number(at_ms));
    const auto answer = co_await database_.query(select_pending_since, std::move(parameters));
    co_return read_rows(queue, answer);
}

Task<void> JournalTable::replace(std::vector<std::int64_t> rows, std::vector<JournalEntry> entries) {
    Batch batch;
    batch.reserve(rows.size() + entries.size());
    for (const auto row : rows) {
        batch.push_back(Statement{delete_pending, {number(row)}});
    }
    for (const auto& entry : entries) {
        batch.push_back(insertion(entry));
    }
    co_await database_.run(std::move(batch));
}

Task<std::optional<std::int64_t>> JournalTable::latest_arrival(Side source) {
    std::vector<Value> parameters{text_of(source)};
    const auto answer = co_await database_.query(select_latest_arrival, std::move(parameters));
    if (answer.rows.empty()) {
        co_return std::nullopt;
    }
    co_return answer.rows.front().number(0);
}

Task<std::optional<QueuePosition>> JournalTable::position(QueueName queue) {
    const auto answer = co_await database_.query(select_position, parameters_of(queue));
    if (answer.rows.empty()) {
        co_return std::nullopt;
    }
    const auto& row = answer.rows.front();
    co_return QueuePosition{std::move(queue), row.text(0), row.number(1)};
}

Task<std::int64_t> JournalTable::prune(std::int64_t before_ms) {
    std::int64_t pruned = 0;
    for (;;) {
        std::vector<Value> parameters{number(before_ms)};
        const auto answer = co_await database_.query(prune_some, std::move(parameters));
        if (answer.affected == 0) {
            co_return pruned;
        }
        pruned += answer.affected;
    }
}

Task<JournalFigures> JournalTable::figures() {
    Batch batch;
    batch.push_back(Statement{count_pending});
    batch.push_back(Statement{count_parked});
    const auto answers = co_await database_.run(std::move(batch));
    const auto& pending = answers.at(0).rows.at(0);
    co_return JournalFigures{pending.number(0), answers.at(1).rows.at(0).number(0), pending.number(1)};
}

} // namespace bascule::store
