#pragma once

#include "bridge/async/task.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bascule::bridge {

/// That somebody wanted to change something, and what became of it.
struct AuditRecord {
    std::string key;        ///< of the order; the same order is recorded once
    std::int64_t at_ms = 0; ///< Unix time
    std::string who;        ///< user id or JID
    std::string where;      ///< the Matrix room or the address of ours at which it was given
    std::string command;    ///< with its words, but without what is secret
    std::string outcome;    ///< done, refused or failed
};

/// What people have had the bridge do. Every call throws Outage when the store cannot be reached.
class AuditLog {
public:
    virtual ~AuditLog() = default;
    /// One that has been recorded already stays as it is.
    virtual Task<void> append(AuditRecord record) = 0;
    /// Newest first.
    virtual Task<std::vector<AuditRecord>> latest(int at_most) = 0;
};

} // namespace bascule::bridge
