#pragma once

#include "bridge/ports/gateway_records.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// The hosted MUCs, in the tables `gateway_room`, `gateway_session` and `gateway_nick`.
class GatewayTable final : public bridge::GatewayRecords {
public:
    explicit GatewayTable(Database& database) : database_{database} {}

    Task<std::vector<bridge::GatewayRecord>> rooms() override;
    Task<void> save(bridge::GatewayRecord room) override;
    Task<std::vector<bridge::GatewaySession>> sessions() override;
    Task<void> save(bridge::GatewaySession session) override;
    Task<void> remove(mapping::Jid address, mapping::Jid session) override;
    Task<std::vector<bridge::GatewayNick>> nicks(mapping::Jid address) override;
    Task<void> save(bridge::GatewayNick nick) override;

private:
    Database& database_;
};

} // namespace bascule::store
