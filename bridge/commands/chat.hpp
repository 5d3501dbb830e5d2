#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/direct/direct_rooms.hpp"

namespace bascule::bridge {

/// `!xmpp chat JID`: opens a direct chat with somebody.
Command chat_command(DirectRooms& rooms, mapping::Jid component);

} // namespace bascule::bridge
