#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/ports/registry.hpp"

namespace bascule::bridge {

/// `!xmpp status`: how this room's bridge fares.
Command status_command(MucRooms& mucs, Portals& portals);
/// `!xmpp list`: the asker's direct chats; for admins everything that is bridged.
Command list_command(MucRooms& mucs, Portals& portals);

} // namespace bascule::bridge
