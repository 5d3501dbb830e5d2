#include "bridge/store/tables/ghost_table.hpp"

#include <utility>

namespace bascule::store {

namespace {

constexpr const char* select_ghost = "SELECT display_name FROM ghost WHERE id = $1";
constexpr const char* upsert_ghost = R"sql(
    INSERT INTO ghost (id, display_name) VALUES ($1, $2)
    ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name)sql";

} // namespace

Task<std::optional<bridge::Ghost>> GhostTable::find(mapping::UserId id) {
    std::vector<Value> parameters{id.str()};
    const auto answer = co_await database_.query(select_ghost, std::move(parameters));
    if (answer.rows.empty()) {
        co_return std::nullopt;
    }
    co_return bridge::Ghost{std::move(id), answer.rows.front().text(0)};
}

Task<void> GhostTable::save(bridge::Ghost ghost) {
    std::vector<Value> parameters{ghost.id.str(), std::move(ghost.display_name)};
    co_await database_.query(upsert_ghost, std::move(parameters));
}

} // namespace bascule::store
