#pragma once

#include "bridge/muc/ghost_members.hpp"
#include "bridge/muc/puppet_seats.hpp"
#include "bridge/muc/roster.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/participants.hpp"
#include "bridge/ports/registry.hpp"

namespace bascule::bridge {

/// Who is in a MUC that ours join: its occupants by their ghosts, and our puppets.
class MucPeople final : public Participants {
public:
    struct Parts {
        const Roster& roster;
        const PuppetSeats& seats;
        GhostMembers& ghosts;
        Homeserver& homeserver;
        mapping::UserId bot;
    };

    MucPeople(Parts parts, const Portal& portal) : parts_{std::move(parts)}, portal_{portal} {}

    Task<std::vector<Participant>> all() override;
    Task<bool> may_alert_room(mapping::UserId user) override;

private:
    Parts parts_;
    const Portal& portal_;
};

} // namespace bascule::bridge
