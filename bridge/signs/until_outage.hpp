#pragma once

#include "bridge/async/task.hpp"

namespace bascule::bridge {

/// Gives a sign, or lets it go where that cannot be now.
Task<void> until_outage(Task<void> sign);

} // namespace bascule::bridge
