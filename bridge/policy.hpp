#pragma once

#include "mapping/permissions.hpp"
#include "mapping/portal_policy.hpp"
#include "mapping/standing.hpp"

#include <chrono>
#include <cstddef>

namespace bascule::bridge {

/// What the admin may change while the bridge runs. Read at every use, never copied.
struct Policy {
    mapping::Permissions permissions;
    std::chrono::milliseconds leave_delay; ///< how long an XMPP person may be gone before his ghost leaves
    bool shows_presence_to_matrix = false; ///< of XMPP contacts
    bool shows_presence_to_xmpp = false;   ///< of Matrix users
    std::size_t most_shown = 500;          ///< members of a Matrix room that its hosted MUC shows
    mapping::PortalPolicy portals{};
    /// Whether standings in a MUC become power levels of its room, and the other way round.
    mapping::ModerationReach power_from_muc = mapping::ModerationReach::portals;
    mapping::ModerationReach affiliation_from_power = mapping::ModerationReach::never;
};

} // namespace bascule::bridge
