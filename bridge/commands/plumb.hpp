#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/room_directory_publisher.hpp"

namespace bascule::bridge {

/// `bridge MUC`: ties this room to a MUC, if nothing that it takes is missing on either side.
Command bridge_command(MucRooms& mucs, Portals& portals);
/// `unbridge`: unties it, and everybody of ours leaves both; a portal is in the list of rooms no more.
Command unbridge_command(MucRooms& mucs, Portals& portals, RoomDirectoryPublisher& directory);

} // namespace bascule::bridge
