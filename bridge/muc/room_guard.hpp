#pragma once

#include "bridge/async/task.hpp"
#include "bridge/muc/muc_world.hpp"

namespace bascule::bridge {

/// Where a MUC has a password or is for members only, the room that the bridge made for it is entered by invitation
/// only, whatever it was before; it is not opened again by itself. Somebody's existing room is left as it is. Throws
/// Outage.
Task<void> keep_guarded(const MucWorld& world, Portal portal, RoomTraits traits);

} // namespace bascule::bridge
