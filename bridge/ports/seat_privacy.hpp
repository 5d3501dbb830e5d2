#pragma once

#include "mapping/jid.hpp"

namespace bascule::bridge {

/// Who may ask about whom.
class SeatPrivacy {
public:
    virtual ~SeatPrivacy() = default;
    /// Whether he (full or bare) may be told of whoever has this address of ours. Only those who are in a MUC may ask
    /// about others in it; about anybody else whoever likes.
    virtual bool may_ask_about(const mapping::Jid& address, const mapping::Jid& asker) const = 0;
};

} // namespace bascule::bridge
