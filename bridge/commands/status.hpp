#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/ports/registry.hpp"

namespace bascule::bridge {

/// `status`: how this room's bridge fares, and which rights the bot lacks; at the bridge's own address how the bridge
/// itself fares.
Command status_command(MucRooms& mucs, Portals& portals);
/// `version`: which bridge this is.
Command version_command(std::string version);

} // namespace bascule::bridge
