#pragma once

#include "bridge/ports/registry.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// Activity marks as a table: of each name the one that came last.
class ActivityTable final : public bridge::ActivityMarks {
public:
    explicit ActivityTable(Database& database) : database_{database} {}

    Task<void> mark(bridge::ActivityKind kind, std::string name, std::int64_t at_ms) override;
    Task<std::vector<std::int64_t>> count(std::vector<bridge::ActivityQuery> queries) override;

private:
    Database& database_;
};

} // namespace bascule::store
