#pragma once

#include "bridge/async/task.hpp"
#include "mapping/jid.hpp"

#include <string>

namespace bascule::bridge {

/// The passwords with which ours enter MUCs (XEP-0045 §7.2.5). Every call throws Outage when the store is away.
class MucPasswords {
public:
    virtual ~MucPasswords() = default;
    /// Empty where none is known.
    virtual Task<std::string> of(mapping::Jid muc) = 0;
    virtual Task<void> save(mapping::Jid muc, std::string password) = 0;
    virtual Task<void> remove(mapping::Jid muc) = 0;
};

} // namespace bascule::bridge
