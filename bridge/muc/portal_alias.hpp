#pragma once

#include "bridge/async/task.hpp"
#include "bridge/muc/muc_world.hpp"

namespace bascule::bridge {

/// The MUC's alias leads to the portal's room from now on and is what that is called, wherever it led before. Returns
/// whether that could be done. Throws Outage.
Task<bool> give_alias(const MucWorld& world, Portal portal);

} // namespace bascule::bridge
