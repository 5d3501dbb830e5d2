#pragma once

#include "bridge/async/task.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// The side that handed something over.
enum class Side { matrix, xmpp };

/// A queue holds what arrived from one side for one conversation and is consumed in order. Its name is the room id
/// for Matrix, with " commands" behind it for what the bot is told; the room's bare JID for a MUC; `sender bare JID` +
/// ' ' + `puppet bare JID` for direct chats.
struct QueueName {
    Side source = Side::matrix;
    std::string name;
    friend auto operator<=>(const QueueName&, const QueueName&) = default;
};

/// What names an entry within its queue: the event id; for stanzas the room's stanza-id, else sender + id + kind.
struct EntryKey {
    QueueName queue;
    std::string key;
    friend auto operator<=>(const EntryKey&, const EntryKey&) = default;
};

/// Something that arrived, raw.
struct JournalEntry {
    EntryKey key;
    std::string payload; ///< JSON of the event, or XML of the stanza
    /// Who said it, as known when it arrived and perhaps not later: for a MUC message the ghost's user id. May be
    /// empty.
    std::string author;
    std::int64_t arrived_ms = 0; ///< Unix time
};

struct JournalRow {
    std::int64_t id = 0; ///< grows with every append
    JournalEntry entry;
};

/// How far a MUC has been read: the stanza-id and time of the last message that was taken from it.
struct QueuePosition {
    QueueName queue;
    std::string stanza_id; ///< empty where the MUC gives none
    std::int64_t at_ms = 0;
};

/// What is made durable together: new entries, entries proven to have arrived, positions.
struct JournalCommit {
    std::vector<JournalEntry> entries;
    std::vector<EntryKey> done;
    std::vector<QueuePosition> positions;
};

struct JournalFigures {
    std::int64_t pending = 0;
    std::int64_t parked = 0;
    std::int64_t oldest_pending_ms = 0; ///< Unix time of the oldest pending entry's arrival, 0 where there is none
};

/// What has arrived and is not yet known to have reached the other side. Every call is atomic and durable when it
/// returns, may be repeated without harm, and throws Outage when the store cannot be reached.
class Journal {
public:
    virtual ~Journal() = default;

    /// Appends in the order given. An entry whose key was seen before (also when it is done by now) is left out.
    /// Returns the rows that are new.
    virtual Task<std::vector<JournalRow>> commit(JournalCommit commit) = 0;
    /// The next pending rows of a queue after this row id, oldest first.
    virtual Task<std::vector<JournalRow>> pending(QueueName queue, std::int64_t after_id, int at_most) = 0;
    /// All queues that have pending rows.
    virtual Task<std::vector<QueueName>> pending_queues() = 0;
    virtual Task<void> finish(std::vector<std::int64_t> rows) = 0;
    /// Sets a row aside that can never be delivered; it stays for inspection until pruned.
    virtual Task<void> park(std::int64_t row, std::string reason) = 0;
    /// Makes a finished row pending again, at its old place, and returns its id; nothing where it is not there any
    /// more.
    virtual Task<std::optional<std::int64_t>> reopen(EntryKey key) = 0;
    /// Of these keys, those that have been appended at some time.
    virtual Task<std::vector<EntryKey>> known(std::vector<EntryKey> keys) = 0;
    /// The pending rows of a queue that arrived at this time or later (Unix ms), in their order.
    virtual Task<std::vector<JournalRow>> pending_since(QueueName queue, std::int64_t at_ms) = 0;
    /// Puts these entries at the end of their queue instead of these pending rows; used when it turns out that some
    /// are missing in between. An entry whose row is done already is left out.
    virtual Task<void> replace(std::vector<std::int64_t> rows, std::vector<JournalEntry> entries) = 0;
    /// When this side handed something over last (Unix ms); nothing where the journal does not know.
    virtual Task<std::optional<std::int64_t>> latest_arrival(Side source) = 0;
    virtual Task<std::optional<QueuePosition>> position(QueueName queue) = 0;
    /// Forgets finished and parked rows that arrived before this time. Returns how many.
    virtual Task<std::int64_t> prune(std::int64_t before_ms) = 0;
    virtual Task<JournalFigures> figures() = 0;
};

} // namespace bascule::bridge
