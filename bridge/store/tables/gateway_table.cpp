#include "bridge/store/tables/gateway_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

using bridge::GatewayNick;
using bridge::GatewayRecord;
using bridge::GatewaySession;

namespace {

constexpr const char* select_rooms = "SELECT address, room FROM gateway_room ORDER BY address";
constexpr const char* upsert_room = R"sql(
    INSERT INTO gateway_room (address, room) VALUES ($1, $2)
    ON CONFLICT (address) DO UPDATE SET room = excluded.room)sql";
constexpr const char* select_sessions = R"sql(
    SELECT address, jid, whole_jid, ghost, nick, gone_since_ms FROM gateway_session ORDER BY address, jid)sql";
constexpr const char* upsert_session = R"sql(
    INSERT INTO gateway_session (address, jid, whole_jid, ghost, nick, gone_since_ms) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (address, jid) DO UPDATE
    SET ghost = excluded.ghost, nick = excluded.nick, gone_since_ms = excluded.gone_since_ms)sql";
// Who comes back has no session any more that he has left.
constexpr const char* delete_left = R"sql(
    DELETE FROM gateway_session WHERE address = $1 AND ghost = $2 AND gone_since_ms IS NOT NULL)sql";
constexpr const char* delete_session = "DELETE FROM gateway_session WHERE address = $1 AND jid = $2";
constexpr const char* select_nicks = "SELECT matrix_user, nick FROM gateway_nick WHERE address = $1";
constexpr const char* upsert_nick = R"sql(
    INSERT INTO gateway_nick (address, matrix_user, nick) VALUES ($1, $2, $3)
    ON CONFLICT (address, matrix_user) DO UPDATE SET nick = excluded.nick)sql";

GatewaySession read_session(const Row& row) {
    GatewaySession session{mapping::Jid::parse(row.text(0)).value(), mapping::Jid::parse(whole_text(row, 1, 2)).value(),
                           mapping::UserId::parse(row.text(3)).value(), row.text(4), std::nullopt};
    if (row.value(5)) {
        session.gone_since_ms = row.number(5);
    }
    return session;
}

} // namespace

Task<std::vector<GatewayRecord>> GatewayTable::rooms() {
    const auto answer = co_await database_.query(select_rooms, std::vector<Value>());
    std::vector<GatewayRecord> found;
    for (const auto& row : answer.rows) {
        found.push_back({mapping::Jid::parse(row.text(0)).value(), mapping::RoomId::parse(row.text(1)).value()});
    }
    co_return found;
}

Task<void> GatewayTable::save(GatewayRecord room) {
    std::vector<Value> parameters{room.address.str(), room.room.str()};
    co_await database_.query(upsert_room, std::move(parameters));
}

Task<std::vector<GatewaySession>> GatewayTable::sessions() {
    const auto answer = co_await database_.query(select_sessions, std::vector<Value>());
    std::vector<GatewaySession> found;
    for (const auto& row : answer.rows) {
        found.push_back(read_session(row));
    }
    co_return found;
}

Task<void> GatewayTable::save(GatewaySession session) {
    IndexKey jid{session.session.str()};
    Batch batch;
    batch.push_back(Statement{delete_left, {session.address.str(), session.ghost.str()}});
    batch.push_back(
        Statement{upsert_session,
                  {session.address.str(), std::move(jid.indexed), std::move(jid.whole), session.ghost.str(),
                   std::move(session.nick), session.gone_since_ms ? number(*session.gone_since_ms) : Value{}}});
    co_await database_.run(std::move(batch));
}

Task<void> GatewayTable::remove(mapping::Jid address, mapping::Jid session) {
    std::vector<Value> parameters{address.str(), IndexKey{session.str()}.indexed};
    co_await database_.query(delete_session, std::move(parameters));
}

Task<std::vector<GatewayNick>> GatewayTable::nicks(mapping::Jid address) {
    std::vector<Value> parameters{address.str()};
    const auto answer = co_await database_.query(select_nicks, std::move(parameters));
    std::vector<GatewayNick> found;
    for (const auto& row : answer.rows) {
        found.push_back({address, mapping::UserId::parse(row.text(0)).value(), row.text(1)});
    }
    co_return found;
}

Task<void> GatewayTable::save(GatewayNick nick) {
    std::vector<Value> parameters{nick.address.str(), nick.user.str(), std::move(nick.nick)};
    co_await database_.query(upsert_nick, std::move(parameters));
}

} // namespace bascule::store
