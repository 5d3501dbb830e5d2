#pragma once

#include "bridge/async/task.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// Somebody who takes part in a bridged conversation, as each side knows him.
struct Participant {
    mapping::UserId user;      ///< a Matrix user or a ghost
    std::string name;          ///< his nick in the MUC, else his display name
    mapping::Jid jid;          ///< his seat in the MUC, else his bare JID
    std::string occupant_id{}; ///< XEP-0421 in that MUC, where it is known
};

/// Who takes part in one conversation. Calls throw Outage.
class Participants {
public:
    virtual ~Participants() = default;
    virtual Task<std::vector<Participant>> all() = 0;
    /// The right to alert everybody (CS API, "m.room.power_levels", notifications.room).
    virtual Task<bool> may_alert_room(mapping::UserId user) = 0;
};

} // namespace bascule::bridge
