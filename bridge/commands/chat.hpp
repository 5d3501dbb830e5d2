#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/direct/direct_rooms.hpp"
#include "bridge/muc/muc_world.hpp"

namespace bascule::bridge {

/// `chat JID`: opens a direct chat with somebody.
Command chat_command(DirectRooms& rooms, Portals& portals, const MucWorld& world);
/// `leave [JID]`: ends a direct chat, of this room or with somebody; what he writes later opens a new one.
Command leave_command(DirectRooms& rooms, Portals& portals);

} // namespace bascule::bridge
