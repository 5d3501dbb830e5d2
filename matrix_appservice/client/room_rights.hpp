#pragma once

#include "bridge/ports/homeserver.hpp"
#include "mapping/result.hpp"

#include <string_view>

namespace bascule::matrix {

/// What a room's state allows whom; the text is that of GET …/state, an array of events. An event of wrong shape
/// counts for as little as the specification lets it. Fails where the text is no array or holds no m.room.create.
mapping::Result<bridge::RoomRights> rights_in_state(std::string_view state);

} // namespace bascule::matrix
