#include "bridge/store/tables/avatar_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

namespace {

constexpr const char* select_value = "SELECT value FROM avatar WHERE kind = $1 AND name = $2";
constexpr const char* upsert_value = R"sql(
    INSERT INTO avatar (kind, name, value) VALUES ($1, $2, $3)
    ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value)sql";

constexpr auto shown = "shown";
constexpr auto uploaded = "uploaded";
constexpr auto worn = "worn";

} // namespace

Task<std::optional<std::string>> AvatarTable::hash_of(std::string mxc) {
    co_return co_await find(shown, std::move(mxc));
}

Task<void> AvatarTable::remember_hash(std::string mxc, std::string hash) {
    co_await save(shown, std::move(mxc), std::move(hash));
}

Task<std::optional<std::string>> AvatarTable::upload_of(std::string hash) {
    co_return co_await find(uploaded, std::move(hash));
}

Task<void> AvatarTable::remember_upload(std::string hash, std::string mxc) {
    co_await save(uploaded, std::move(hash), std::move(mxc));
}

Task<std::optional<std::string>> AvatarTable::worn_by(mapping::UserId ghost) {
    co_return co_await find(worn, ghost.str());
}

Task<void> AvatarTable::remember_worn(mapping::UserId ghost, std::string hash) {
    co_await save(worn, ghost.str(), std::move(hash));
}

Task<std::optional<std::string>> AvatarTable::find(std::string kind, std::string name) {
    std::vector<Value> parameters{std::move(kind), IndexKey{name}.indexed};
    const auto answer = co_await database_.query(select_value, std::move(parameters));
    if (answer.rows.empty()) {
        co_return std::nullopt;
    }
    co_return answer.rows.front().text(0);
}

Task<void> AvatarTable::save(std::string kind, std::string name, std::string value) {
    std::vector<Value> parameters{std::move(kind), IndexKey{name}.indexed, std::move(value)};
    co_await database_.query(upsert_value, std::move(parameters));
}

} // namespace bascule::store
