#pragma once

#include "bridge/ports/registry.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// The seats of puppets, in the table `puppet`.
class SeatTable final : public bridge::Seats {
public:
    explicit SeatTable(Database& database) : database_{database} {}

    Task<std::vector<bridge::Seat>> of_room(mapping::Jid room) override;
    Task<void> save(bridge::Seat seat) override;
    Task<void> remove(mapping::Jid room, mapping::Jid puppet) override;
    Task<void> remove_room(mapping::Jid room) override;

private:
    Database& database_;
};

} // namespace bascule::store
