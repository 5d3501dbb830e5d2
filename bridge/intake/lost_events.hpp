#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/intake/matrix_intake.hpp"
#include "bridge/name_book.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/registry.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace bascule::bridge {

/// A homeserver that restarts forgets the events it held in memory for us while a transaction was under way. So when it
/// has been away, or may have been while we were, each portal's latest history is compared with the journal before
/// anything more is delivered from there, and what is missing is put in at its place.
class LostEvents {
public:
    struct Ports {
        Homeserver& homeserver;
        Journal& journal;
        Portals& portals;
        const EventCodec& codec;
        NameBook& names;
        Clock now;
        std::function<void(const QueueName&)> wake;
        /// Rooms that are shown as MUCs of ours; `created_ms` is since when.
        std::function<std::vector<Portal>()> hosted{};
    };

    LostEvents(const boost::asio::any_io_executor& executor, Ports ports, MatrixIntake& intake, mapping::UserId bot);

    /// Nothing is known of the time since the journal's latest entry. Throws Outage.
    Task<void> begin();
    void on_lost();
    void on_back();
    /// The homeserver is there, but has left something out.
    void on_gap();
    /// Puts in what is missing of this room; called by the one who consumes its queue. Returns whether it had to look.
    /// Throws Outage.
    Task<bool> put_in(mapping::RoomId room);
    /// Has all portals looked through, also those in which nothing arrives by itself. Throws Outage.
    Task<void> sweep();

private:
    /// An occasion on which something may have been lost. They are numbered.
    struct Loss {
        std::size_t number = 0;
        std::int64_t since_ms = 0; ///< Unix time
    };
    void note_loss(std::int64_t since_ms);
    void forget_made_good(const std::vector<Portal>& portals);
    std::optional<std::int64_t> missing_since(const mapping::RoomId& room) const;
    Task<std::vector<Portal>> all_rooms();
    Task<std::optional<Portal>> find(mapping::RoomId room);
    Task<void> search(Portal portal, std::int64_t since_ms);
    /// Of a history that was read: how far back it was asked for, and when (Unix ms).
    struct Span {
        std::int64_t since_ms;
        std::int64_t asked_ms;
    };
    Task<void> merge(QueueName queue, std::vector<JournalEntry> recent, Span span);
    std::vector<JournalEntry> recent_entries(const Portal& portal, const std::vector<HistoryEvent>& history,
                                             std::int64_t since_ms) const;

    Ports ports_;
    MatrixIntake& intake_;
    mapping::UserId bot_;
    bool is_away_ = false;
    Signal back_;
    std::deque<Loss> losses_; // oldest first; those that some portal has not made good
    std::size_t last_loss_ = 0;
    std::map<mapping::RoomId, std::size_t> searched_; // up to which of the losses all is made good there; of portals
    std::size_t searches_ = 0;                        // that are under way
    Signal searched_one_;
};

} // namespace bascule::bridge
