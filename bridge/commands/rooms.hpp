#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/ports/room_guide.hpp"

namespace bascule::bridge {

/// `rooms [WORDS]`: the homeserver's public rooms, and the addresses at which people of XMPP enter them.
Command rooms_command(RoomGuide& guide);

} // namespace bascule::bridge
