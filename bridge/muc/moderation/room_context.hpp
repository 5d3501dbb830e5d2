#pragma once

#include "bridge/async/chores.hpp"
#include "bridge/muc/ghost_members.hpp"
#include "bridge/muc/moderation/expelled.hpp"
#include "bridge/muc/moderation/missing_rights.hpp"
#include "bridge/muc/muc_world.hpp"
#include "bridge/muc/puppet_seats.hpp"
#include "bridge/muc/roster.hpp"
#include "mapping/standing.hpp"

#include <functional>
#include <map>
#include <set>

namespace bascule::bridge {

/// What the parts of one room's moderation share. Everything outlives them.
struct RoomContext {
    const MucWorld& world;
    const Portal& portal;
    const Roster& roster;
    PuppetSeats& seats;
    GhostMembers& ghosts;
    Expelled& expelled;
    Chores& chores;
    MissingRights& missing;
    std::function<void()> tell_changed; ///< the ghosts are to be looked at again
    /// The joined Matrix users; null while they have not been read.
    std::function<const std::set<mapping::UserId>*()> members;
    mapping::Standing bot{};                         ///< the bot's, in the MUC
    std::map<mapping::Jid, mapping::Standing> own{}; ///< that of every one of ours, by his full JID
};

} // namespace bascule::bridge
