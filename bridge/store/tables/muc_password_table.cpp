#include "bridge/store/tables/muc_password_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

namespace {

constexpr const char* select_password = "SELECT password FROM muc_password WHERE muc = $1";
constexpr const char* upsert_password = R"sql(
    INSERT INTO muc_password (muc, password) VALUES ($1, $2)
    ON CONFLICT (muc) DO UPDATE SET password = excluded.password)sql";
constexpr const char* delete_password = "DELETE FROM muc_password WHERE muc = $1";

} // namespace

Task<std::string> MucPasswordTable::of(mapping::Jid muc) {
    std::vector<Value> parameters{IndexKey{muc.str()}.indexed};
    const auto answer = co_await database_.query(select_password, std::move(parameters));
    co_return answer.rows.empty() ? std::string{} : answer.rows.front().text(0);
}

Task<void> MucPasswordTable::save(mapping::Jid muc, std::string password) {
    std::vector<Value> parameters{IndexKey{muc.str()}.indexed, std::move(password)};
    co_await database_.query(upsert_password, std::move(parameters));
}

Task<void> MucPasswordTable::remove(mapping::Jid muc) {
    std::vector<Value> parameters{IndexKey{muc.str()}.indexed};
    co_await database_.query(delete_password, std::move(parameters));
}

} // namespace bascule::store
