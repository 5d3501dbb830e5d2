#pragma once

#include "bridge/ports/matrix_inbox.hpp"
#include "mapping/features/feature.hpp"

#include <optional>

namespace bascule::bridge {

/// What the mapping table calls a change of this aspect of a room; nothing where it has no name for it.
std::optional<mapping::Feature> feature_of(RoomAspect aspect);

} // namespace bascule::bridge
