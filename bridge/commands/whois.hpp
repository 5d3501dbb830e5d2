#pragma once

#include "bridge/addresses.hpp"
#include "bridge/commands/command.hpp"
#include "bridge/muc/muc_rooms.hpp"

namespace bascule::bridge {

/// `whois ADDRESS`: what somebody or something is called on the other side; in a bridged room also by nick.
Command whois_command(AddressResolver& addresses, MucRooms& mucs);

} // namespace bascule::bridge
