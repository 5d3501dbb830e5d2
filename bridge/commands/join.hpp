#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/portals/portal_maker.hpp"

namespace bascule::bridge {

/// `join MUC [PASSWORD]`: the asker is invited to the room of a MUC, which is made where there is none.
Command join_command(PortalMaker& portals, const MucWorld& world);

} // namespace bascule::bridge
