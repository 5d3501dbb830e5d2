#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/portals/portal_maker.hpp"
#include "bridge/ports/registry.hpp"

#include <functional>

namespace bascule::bridge {

/// Told when a room has been tied to a MUC.
using OnBridged = std::function<Task<void>(mapping::RoomId room, mapping::Jid muc)>;

/// `bridge MUC [PASSWORD]`: ties this room to a MUC, if nothing that it takes is missing on either side.
Command bridge_command(MucRooms& mucs, Portals& portals, OnBridged on_bridged);
/// `unbridge [MUC]`: unties this room, or over XMPP that of a MUC, and everybody of ours leaves both; a portal ends
/// with it.
Command unbridge_command(MucRooms& mucs, Portals& portals, PortalMaker& maker);

} // namespace bascule::bridge
