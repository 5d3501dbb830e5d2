#pragma once

#include "bridge/ports/participants.hpp"
#include "mapping/names.hpp"

#include <set>
#include <vector>

namespace bascule::app {

/// The people of a context file.
class DryPeople final : public bridge::Participants {
public:
    std::vector<bridge::Participant> people;
    std::set<mapping::UserId> rulers; ///< who may alert everybody
    std::set<mapping::UserId> ours;   ///< of Matrix

    bridge::Task<std::vector<bridge::Participant>> all() override { co_return people; }
    bridge::Task<bool> may_alert_room(mapping::UserId user) override { co_return rulers.contains(user); }

    const bridge::Participant* of_user(const mapping::UserId& user) const;
    /// By his seat or his bare JID.
    const bridge::Participant* of_jid(const mapping::Jid& jid) const;
};

} // namespace bascule::app
