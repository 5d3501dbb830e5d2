#pragma once

#include "bridge/ports/registry.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// Portals as a table. A second portal for a MUC breaks a unique index and throws SqlError.
class PortalTable final : public bridge::Portals {
public:
    explicit PortalTable(Database& database) : database_{database} {}

    Task<std::vector<bridge::Portal>> all() override;
    Task<std::optional<bridge::Portal>> of_room(mapping::RoomId room) override;
    Task<std::optional<bridge::Portal>> of_muc(mapping::Jid muc) override;
    Task<std::optional<bridge::Portal>> direct(mapping::UserId user, mapping::Jid peer) override;
    Task<void> save(bridge::Portal portal) override;
    Task<void> remove(mapping::RoomId room) override;

private:
    Database& database_;
};

} // namespace bascule::store
