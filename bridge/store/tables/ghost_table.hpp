#pragma once

#include "bridge/ports/registry.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// Ghosts as a table, by their user id.
class GhostTable final : public bridge::Ghosts {
public:
    explicit GhostTable(Database& database) : database_{database} {}

    Task<std::optional<bridge::Ghost>> find(mapping::UserId id) override;
    Task<void> save(bridge::Ghost ghost) override;

private:
    Database& database_;
};

} // namespace bascule::store
