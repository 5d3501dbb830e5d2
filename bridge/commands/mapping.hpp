#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/ports/mapping_desk.hpp"
#include "bridge/ports/registry.hpp"

namespace bascule::bridge {

/// Shows and changes the mapping table. In a bridged room or chat it is about that one, unless a scope is said.
Command mapping_command(MappingDesk& desk, Portals& portals);

} // namespace bascule::bridge
