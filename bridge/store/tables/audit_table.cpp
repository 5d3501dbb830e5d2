#include "bridge/store/tables/audit_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

using bridge::AuditRecord;

namespace {

constexpr const char* insert_record = R"sql(
    INSERT INTO audit_log (order_key, at_ms, who, place, command, outcome) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (order_key) DO NOTHING)sql";
constexpr const char* delete_old = "DELETE FROM audit_log WHERE id <= (SELECT max(id) FROM audit_log) - 10000";
constexpr const char* select_latest = R"sql(
    SELECT order_key, at_ms, who, place, command, outcome FROM audit_log ORDER BY id DESC LIMIT $1)sql";

} // namespace

Task<void> AuditTable::append(AuditRecord record) {
    Batch batch;
    batch.push_back(Statement{insert_record,
                              {IndexKey{record.key}.indexed, number(record.at_ms), std::move(record.who),
                               std::move(record.where), std::move(record.command), std::move(record.outcome)}});
    batch.push_back(Statement{delete_old, {}});
    co_await database_.run(std::move(batch));
}

Task<std::vector<AuditRecord>> AuditTable::latest(int at_most) {
    std::vector<Value> parameters{number(at_most)};
    const auto answer = co_await database_.query(select_latest, std::move(parameters));
    std::vector<AuditRecord> records;
    for (const auto& row : answer.rows) {
        records.push_back({row.text(0), row.number(1), row.text(2), row.text(3), row.text(4), row.text(5)});
    }
    co_return records;
}

} // namespace bascule::store
