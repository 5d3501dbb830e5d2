#include "bridge/store/tables/activity_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

using bridge::ActivityKind;

namespace {

constexpr const char* upsert_mark = R"sql(
    INSERT INTO activity (kind, name, at_ms) VALUES ($1, $2, $3)
    ON CONFLICT (kind, name) DO UPDATE SET at_ms = excluded.at_ms)sql";
constexpr const char* count_since = "SELECT count(*) FROM activity WHERE kind = $1 AND at_ms >= $2";

std::string text_of(ActivityKind kind) {
    switch (kind) {
        case ActivityKind::matrix_room:
            return "matrix_room";
        case ActivityKind::remote_room:
            return "remote_room";
        case ActivityKind::matrix_user:
            return "matrix_user";
        case ActivityKind::remote_user:
            break;
    }
    return "remote_user";
}

} // namespace

Task<void> ActivityTable::mark(ActivityKind kind, std::string name, std::int64_t at_ms) {
    std::vector<Value> parameters{text_of(kind), IndexKey{name}.indexed, number(at_ms)};
    co_await database_.query(upsert_mark, std::move(parameters));
}

Task<std::vector<std::int64_t>> ActivityTable::count(std::vector<bridge::ActivityQuery> queries) {
    Batch batch;
    batch.reserve(queries.size());
    for (const auto& query : queries) {
        batch.push_back(Statement{count_since, {text_of(query.kind), number(query.since_ms)}});
    }
    const auto answers = co_await database_.run(std::move(batch));
    std::vector<std::int64_t> counts;
    for (const auto& answer : answers) {
        counts.push_back(answer.rows.at(0).number(0));
    }
    co_return counts;
}

} // namespace bascule::store
