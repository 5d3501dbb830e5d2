#include "bridge/store/tables/name_pair_table.hpp"

#include <utility>

namespace bascule::store {

namespace {

constexpr const char* insert_pair = R"sql(
    INSERT INTO name_pair (name, original) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING)sql";
constexpr const char* select_original = "SELECT original FROM name_pair WHERE name = $1";

} // namespace

Task<void> NamePairTable::remember(std::string name, std::string original) {
    std::vector<Value> parameters{std::move(name), std::move(original)};
    co_await database_.query(insert_pair, std::move(parameters));
}

Task<std::optional<std::string>> NamePairTable::original_of(std::string name) {
    std::vector<Value> parameters{std::move(name)};
    const auto answer = co_await database_.query(select_original, std::move(parameters));
    co_return answer.rows.empty() ? std::nullopt : answer.rows.front().value(0);
}

} // namespace bascule::store
