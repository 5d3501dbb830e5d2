#pragma once

#include "bridge/async/task.hpp"
#include "mapping/jid.hpp"

#include <string>

namespace bascule::bridge {

struct RosterEntry {
    mapping::Jid owner;   ///< bare
    mapping::Jid contact; ///< bare
    std::string name;
    std::string group;
};

/// The contact lists of XMPP people, where their server lets us have a hand in them (XEP-0356).
class Rosters {
public:
    virtual ~Rosters() = default;
    /// The server of this person has granted it on the present stream.
    virtual bool may_change(const mapping::Jid& owner) const = 0;
    /// Adds the contact, unless it is there already. Throws Outage. What the server refuses is logged.
    virtual Task<void> add(RosterEntry entry) = 0;
};

} // namespace bascule::bridge
