#pragma once

#include "bridge/async/turns.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/journal.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <optional>
#include <string>

namespace bascule::bridge {

/// Takes what the homeserver pushes into the journal.
class MatrixIntake final : public MatrixInbox {
public:
    struct Ports {
        Journal& journal;
        const EventCodec& codec;
        NameBook& names;
        Metrics& metrics;
        Clock now;
        std::function<void(const QueueName&)> wake;
        std::function<void()> on_gap;
        /// What ours do in this room is of interest too.
        std::function<bool(const mapping::RoomId&)> is_hosted{};
        /// Makes the room that belongs to an alias; false where there can be none.
        std::function<Task<bool>(mapping::RoomAlias)> provide_alias{};
    };

    using Turn = Turns<Side>::Turn; // there is one for the whole journal

    MatrixIntake(const boost::asio::any_io_executor& executor, Ports ports, GhostKeeper& ghosts)
        : ports_{std::move(ports)}, ghosts_{ghosts}, turns_{executor} {}

    Task<void> on_events(std::vector<ArrivedEvent> events) override;
    void on_gap() override { ports_.on_gap(); }
    Task<bool> provide_user(mapping::UserId user) override;
    Task<bool> provide_alias(mapping::RoomAlias alias) override;

    /// The journal's entry for an event, or nothing where it does not matter: what our own people did, and what cannot
    /// cross anyway.
    std::optional<JournalEntry> entry_of(const ArrivedEvent& event) const;
    /// While its result lives no event is added to the journal; the homeserver waits for its answer.
    Task<Turn> pause_commits() { return turns_.take(Side::matrix); }

private:
    Ports ports_;
    GhostKeeper& ghosts_;
    Turns<Side> turns_;
};

} // namespace bascule::bridge
