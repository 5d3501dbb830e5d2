#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/ports/registry.hpp"

namespace bascule::bridge {

/// `list`: this room's bridge and the asker's direct chats; to admins everything that is bridged. For the asker alone.
Command list_command(MucRooms& mucs, Portals& portals);
/// `members`: who is in this bridged room, and what he is called on the other side.
Command members_command(MucRooms& mucs);
/// `nick`: what the asker is called in this room's MUC, and how he changes that.
Command nick_command(MucRooms& mucs);

} // namespace bascule::bridge
