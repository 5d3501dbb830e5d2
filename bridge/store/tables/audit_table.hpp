#pragma once

#include "bridge/ports/audit.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// The audit log as a table, of which the last ten thousand rows are kept.
class AuditTable final : public bridge::AuditLog {
public:
    explicit AuditTable(Database& database) : database_{database} {}

    Task<void> append(bridge::AuditRecord record) override;
    Task<std::vector<bridge::AuditRecord>> latest(int at_most) override;

private:
    Database& database_;
};

} // namespace bascule::store
