#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/registry.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bascule::bridge {

/// A row of the journal, for people who ask what became of something.
struct TracedRow {
    std::string source; ///< matrix or xmpp
    std::string queue;
    std::string key;
    std::string state;  ///< pending, done or parked
    std::string reason; ///< of a parked one; else empty
    std::int64_t arrived_ms = 0;
};

/// What is known of one id.
struct Trace {
    std::vector<MessageLink> links; ///< each event that goes by it, with all its links
    std::vector<TracedRow> rows;    ///< oldest first; at most a hundred
};

/// Finds what became of an event or a stanza by any of its ids, wherever it was said. Looks through everything, so it
/// is for admins alone. Throws Outage.
class Tracer {
public:
    virtual ~Tracer() = default;
    virtual Task<Trace> trace(std::string id) = 0;
};

} // namespace bascule::bridge
