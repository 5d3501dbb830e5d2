#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "mapping/jid.hpp"

#include <string>

namespace bascule::bridge {

/// How puppets show themselves where they are.
class PuppetLooks {
public:
    virtual ~PuppetLooks() = default;
    /// From now on every available presence of this puppet (bare JID) names this avatar (XEP-0153), or says that there
    /// is none where it is empty. Nothing is sent. Remembered until the process ends.
    virtual void set_avatar(const mapping::Jid& puppet, std::string hash) = 0;
    /// Takes another nick in a MUC where the occupant (full JID) is under `old_nick`, as XEP-0045 §7.6 says. Returns as
    /// a join does; throws Outage.
    virtual Task<JoinOutcome> change_nick(JoinRequest request, std::string old_nick) = 0;
};

} // namespace bascule::bridge
