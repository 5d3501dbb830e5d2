#pragma once

#include "bridge/ports/trace.hpp"
#include "bridge/store/database.hpp"

#include <string>

namespace bascule::store {

/// Looks through journal and links.
class TraceTable final : public bridge::Tracer {
public:
    TraceTable(Database& database, bridge::MessageLinks& links) : database_{database}, links_{links} {}

    Task<bridge::Trace> trace(std::string id) override;

private:
    Database& database_;
    bridge::MessageLinks& links_;
};

} // namespace bascule::store
