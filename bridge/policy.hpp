#pragma once

#include "mapping/permissions.hpp"
#include "mapping/standing.hpp"

#include <chrono>

namespace bascule::bridge {

/// What the admin may change while the bridge runs. Read at every use, never copied.
struct Policy {
    mapping::Permissions permissions;
    std::chrono::milliseconds leave_delay; ///< how long an XMPP person may be gone before his ghost leaves
    /// Whether standings in a MUC become power levels of its room, and the other way round.
    mapping::ModerationReach power_from_muc = mapping::ModerationReach::portals;
    mapping::ModerationReach affiliation_from_power = mapping::ModerationReach::never;
};

} // namespace bascule::bridge
