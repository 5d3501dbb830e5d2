#include "bridge/store/tables/told_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

namespace {

constexpr const char* select_mark = "SELECT at_ms FROM told WHERE what = $1";
constexpr const char* upsert_mark = R"sql(
    INSERT INTO told (what, at_ms) VALUES ($1, $2) ON CONFLICT (what) DO UPDATE SET at_ms = excluded.at_ms)sql";
constexpr const char* delete_marks = "DELETE FROM told WHERE at_ms < $1";

} // namespace

Task<std::optional<std::int64_t>> ToldTable::told_at(std::string what) {
    std::vector<Value> parameters{IndexKey{what}.indexed};
    const auto answer = co_await database_.query(select_mark, std::move(parameters));
    if (answer.rows.empty()) {
        co_return std::nullopt;
    }
    co_return answer.rows.front().number(0);
}

Task<void> ToldTable::mark(std::string what, std::int64_t at_ms) {
    std::vector<Value> parameters{IndexKey{what}.indexed, number(at_ms)};
    co_await database_.query(upsert_mark, std::move(parameters));
}

Task<void> ToldTable::forget(std::int64_t before_ms) {
    std::vector<Value> parameters{number(before_ms)};
    co_await database_.query(delete_marks, std::move(parameters));
}

} // namespace bascule::store
