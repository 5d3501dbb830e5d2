#pragma once

#include "bridge/ports/journal.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule::fakes {

using bridge::Task;

/// The journal, kept in memory and open to tests: every call is atomic, and throws Outage while the test says so.
class MemoryJournal final : public bridge::Journal {
public:
    enum class State { pending, finished, parked };
    struct Row {
        bridge::JournalRow row;
        State state = State::pending;
        std::string reason; ///< of a parked one
    };

    std::vector<Row> rows; ///< in the order of their ids
    std::map<bridge::QueueName, bridge::QueuePosition> positions;
    std::vector<bridge::JournalCommit> commits; ///< all that were made, in order
    bool is_away = false;
    int lost_answers = 0; ///< so many commits are made, and then their answer is lost

    Task<std::vector<bridge::JournalRow>> commit(bridge::JournalCommit commit) override {
        reach();
        std::vector<bridge::JournalRow> fresh;
        for (const auto& entry : commit.entries) {
            if (find(entry.key) == nullptr) {
                fresh.push_back(append(entry));
            }
        }
        for (const auto& key : commit.done) {
            if (auto* const row = find(key)) {
                row->state = State::finished;
            }
        }
        for (const auto& position : commit.positions) {
            positions.insert_or_assign(position.queue, position);
        }
        commits.push_back(std::move(commit));
        if (lost_answers > 0) {
            --lost_answers;
            throw bridge::Outage{"the answer was lost"};
        }
        co_return fresh;
    }
    Task<std::vector<bridge::JournalRow>> pending(bridge::QueueName queue, std::int64_t after_id,
                                                  int at_most) override {
        reach();
        std::vector<bridge::JournalRow> found;
        for (const auto& row : rows) {
            if (std::cmp_less(found.size(), at_most) && row.row.id > after_id && is_pending_in(row, queue)) {
                found.push_back(row.row);
            }
        }
        co_return found;
    }
    Task<std::vector<bridge::QueueName>> pending_queues() override {
        reach();
        std::vector<bridge::QueueName> found;
        for (const auto& row : rows) {
            const auto& queue = row.row.entry.key.queue;
            if (row.state == State::pending && std::ranges::find(found, queue) == found.end()) {
                found.push_back(queue);
            }
        }
        co_return found;
    }
    Task<void> finish(std::vector<std::int64_t> ids) override {
        reach();
        for (auto& row : rows) {
            if (std::ranges::find(ids, row.row.id) != ids.end()) {
                row.state = State::finished;
            }
        }
        co_return;
    }
    Task<void> park(std::int64_t id, std::string reason) override {
        reach();
        for (auto& row : rows) {
            if (row.row.id == id) {
                row.state = State::parked;
                row.reason = reason;
            }
        }
        co_return;
    }
    Task<std::optional<std::int64_t>> reopen(bridge::EntryKey key) override {
        reach();
        auto* const row = find(key);
        if (row == nullptr) {
            co_return std::nullopt;
        }
        row->state = State::pending;
        co_return row->row.id;
    }
    Task<std::vector<bridge::EntryKey>> known(std::vector<bridge::EntryKey> keys) override {
        reach();
        std::erase_if(keys, [this](const auto& key) { return find(key) == nullptr; });
        co_return keys;
    }
    Task<std::vector<bridge::JournalRow>> pending_since(bridge::QueueName queue, std::int64_t at_ms) override {
        reach();
        std::vector<bridge::JournalRow> found;
        for (const auto& row : rows) {
            if (is_pending_in(row, queue) && row.row.entry.arrived_ms >= at_ms) {
                found.push_back(row.row);
            }
        }
        co_return found;
    }
    Task<void> replace(std::vector<std::int64_t> ids, std::vector<bridge::JournalEntry> entries) override {
        reach();
        std::erase_if(rows, [&](const auto& row) {
            return row.state == State::pending && std::ranges::find(ids, row.row.id) != ids.end();
        });
        for (const auto& entry : entries) {
            append(entry);
        }
        co_return;
    }
    Task<std::optional<std::int64_t>> latest_arrival(bridge::Side source) override {
        reach();
        const auto of_side = [&](const auto& row) { return row.row.entry.key.queue.source == source; };
        const auto found = std::ranges::find_if(rows.rbegin(), rows.rend(), of_side);
        co_return found == rows.rend() ? std::nullopt : std::optional{found->row.entry.arrived_ms};
    }
    Task<std::optional<bridge::QueuePosition>> position(bridge::QueueName queue) override {
        reach();
        const auto found = positions.find(queue);
        co_return found == positions.end() ? std::nullopt : std::optional{found->second};
    }
    Task<std::int64_t> prune(std::int64_t before_ms) override {
        reach();
        co_return static_cast<std::int64_t>(std::erase_if(rows, [&](const auto& row) {
            return row.state != State::pending && row.row.entry.arrived_ms < before_ms;
        }));
    }
    Task<bridge::JournalFigures> figures() override {
        reach();
        const auto count = [this](State state) { return std::ranges::count(rows, state, &Row::state); };
        bridge::JournalFigures figures{count(State::pending), count(State::parked), 0};
        for (const auto& row : rows) {
            const auto at = row.row.entry.arrived_ms;
            if (row.state == State::pending && (figures.oldest_pending_ms == 0 || at < figures.oldest_pending_ms)) {
                figures.oldest_pending_ms = at;
            }
        }
        co_return figures;
    }

    /// Appends one row without a commit. The payload is its key.
    void add(const bridge::QueueName& queue, std::string key, std::int64_t arrived_ms = 0) {
        bridge::JournalEntry entry{{queue, key}, key, {}, arrived_ms};
        append(entry);
    }
    /// Of the one row with this key, in whichever queue.
    const Row& at(std::string_view key) const {
        return *std::ranges::find_if(rows, [&](const auto& row) { return row.row.entry.key.key == key; });
    }
    /// The keys of the pending rows of a side, in order.
    std::vector<std::string> waiting(bridge::Side source) const {
        std::vector<std::string> keys;
        for (const auto& row : rows) {
            if (row.state == State::pending && row.row.entry.key.queue.source == source) {
                keys.push_back(row.row.entry.key.key);
            }
        }
        return keys;
    }

private:
    void reach() const {
        if (is_away) {
            throw bridge::Outage{"the journal is away"};
        }
    }
    static bool is_pending_in(const Row& row, const bridge::QueueName& queue) {
        return row.state == State::pending && row.row.entry.key.queue == queue;
    }
    Row* find(const bridge::EntryKey& key) {
        const auto found = std::ranges::find_if(rows, [&](const auto& row) { return row.row.entry.key == key; });
        return found == rows.end() ? nullptr : &*found;
    }
    bridge::JournalRow append(const bridge::JournalEntry& entry) {
        rows.push_back({{++last_id_, entry}, State::pending, {}});
        return rows.back().row;
    }

    std::int64_t last_id_ = 0;
};

} // namespace bascule::fakes
