#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/muc/muc_rooms.hpp"

namespace bascule::bridge {

/// `invite JID`: the bot writes to somebody of XMPP, in the asker's name, how to enter this room's MUC.
Command invite_command(MucRooms& mucs);

} // namespace bascule::bridge
