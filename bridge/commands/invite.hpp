#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/muc/muc_rooms.hpp"

namespace bascule::bridge {

/// `invite JID`: the asker's puppet invites somebody of XMPP into this room's MUC.
Command invite_command(MucRooms& mucs);

} // namespace bascule::bridge
