#pragma once

#include "bridge/ports/people_inbox.hpp"

#include <string_view>
#include <vector>

namespace bascule::matrix {

/// The presences among the ephemeral events of a transaction's JSON (AS API, "Pushing ephemeral data"). What cannot be
/// read is left out: none of it is kept anyway.
std::vector<bridge::UserPresence> presences_in(std::string_view transaction);

} // namespace bascule::matrix
