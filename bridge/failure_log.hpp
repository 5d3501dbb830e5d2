#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/log.hpp"

namespace bascule::bridge {

/// For a TaskGroup whose tasks should never fail: an error line of this part for each that does.
TaskGroup::OnFailure failure_log(LogPart part);

} // namespace bascule::bridge
