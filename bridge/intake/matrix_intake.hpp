#pragma once

#include "bridge/name_book.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/journal.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/metrics.hpp"

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
    };

    MatrixIntake(Ports ports, GhostKeeper& ghosts) : ports_{std::move(ports)}, ghosts_{ghosts} {}

    Task<void> on_events(std::vector<ArrivedEvent> events) override;
    Task<bool> provide_user(mapping::UserId user) override;
    Task<bool> provide_alias(mapping::RoomAlias alias) override;

    /// The journal's entry for an event, or nothing where it does not matter: what our own people did, and what cannot
    /// cross anyway.
    std::optional<JournalEntry> entry_of(const ArrivedEvent& event) const;

private:
    Ports ports_;
    GhostKeeper& ghosts_;
};

} // namespace bascule::bridge
