#pragma once

#include "bridge/ports/registry.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// Occupants as a table. A key may be of any length; what is saved under a known key takes its place.
class OccupantTable final : public bridge::Occupants {
public:
    explicit OccupantTable(Database& database) : database_{database} {}

    Task<std::vector<bridge::Occupant>> of_room(mapping::Jid room) override;
    /// Adds or replaces those with the same room and key, all at once.
    Task<void> save(std::vector<bridge::Occupant> occupants) override;
    Task<void> remove(mapping::Jid room, std::string key) override;
    Task<void> remove_room(mapping::Jid room) override;

private:
    Database& database_;
};

} // namespace bascule::store
