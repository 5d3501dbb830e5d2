#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"
#include "mapping/matrix_id.hpp"

#include <string>

namespace bascule::bridge {

/// Matrix spec, "Presence".
enum class Availability { online, unavailable, offline };

struct GhostPresence {
    Availability availability = Availability::offline;
    std::string status;
    friend bool operator==(const GhostPresence&, const GhostPresence&) = default;
};

/// What others see of a ghost beside its name. Every call throws Outage.
class GhostProfiles {
public:
    virtual ~GhostProfiles() = default;
    /// An mxc: URL; empty takes the avatar away. The homeserver repeats it in all rooms of the ghost, and there puts
    /// the name that it has everywhere in the place of the one that it had there.
    virtual Task<Answer<void>> set_avatar(mapping::UserId ghost, std::string mxc) = 0;
    /// Holds for half a minute or so where it is not repeated.
    virtual Task<Answer<void>> set_presence(mapping::UserId ghost, GhostPresence presence) = 0;
};

} // namespace bascule::bridge
