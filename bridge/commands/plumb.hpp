#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/portals/portal_maker.hpp"
#include "bridge/ports/registry.hpp"

namespace bascule::bridge {

/// `bridge MUC [PASSWORD]`: ties this room to a MUC, if nothing that it takes is missing on either side.
Command bridge_command(MucRooms& mucs, Portals& portals);
/// `unbridge [MUC]`: unties this room, or over XMPP that of a MUC, and everybody of ours leaves both; a portal ends
/// with it.
Command unbridge_command(MucRooms& mucs, Portals& portals, PortalMaker& maker);

} // namespace bascule::bridge
