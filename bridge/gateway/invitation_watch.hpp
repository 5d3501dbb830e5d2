#pragma once

#include "mapping/jid.hpp"

namespace bascule::bridge {

/// Is told what becomes of invitations into rooms that we host. All addresses are bare.
class InvitationWatch {
public:
    virtual ~InvitationWatch() = default;
    /// A Matrix user has invited this person.
    virtual void on_invited(const mapping::Jid& room, const mapping::Jid& person) = 0;
    virtual void on_declined(const mapping::Jid& room, const mapping::Jid& person) = 0;
};

} // namespace bascule::bridge
