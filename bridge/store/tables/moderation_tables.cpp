#include "bridge/store/tables/moderation_tables.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

using bridge::Expulsion;
using bridge::ExpulsionKind;
using bridge::RoomFace;
using bridge::Side;

namespace {

constexpr const char* select_expulsions = R"sql(
    SELECT matrix_user, kind, origin, at_ms, reason FROM expulsion WHERE room = $1 ORDER BY matrix_user)sql";
constexpr const char* upsert_expulsion = R"sql(
    INSERT INTO expulsion (room, matrix_user, kind, origin, at_ms, reason) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (room, matrix_user) DO UPDATE
    SET kind = excluded.kind, origin = excluded.origin, at_ms = excluded.at_ms, reason = excluded.reason)sql";
constexpr const char* delete_expulsion = "DELETE FROM expulsion WHERE room = $1 AND matrix_user = $2";
constexpr const char* delete_expulsions = "DELETE FROM expulsion WHERE room = $1";
constexpr const char* select_face = "SELECT subject, name, avatar_hash FROM room_face WHERE room = $1";
constexpr const char* upsert_face = R"sql(
    INSERT INTO room_face (room, subject, name, avatar_hash) VALUES ($1, $2, $3, $4)
    ON CONFLICT (room) DO UPDATE
    SET subject = excluded.subject, name = excluded.name, avatar_hash = excluded.avatar_hash)sql";
constexpr const char* delete_face = "DELETE FROM room_face WHERE room = $1";
constexpr const char* update_portal = "UPDATE portal SET room = $2, address = $3 WHERE room = $1";

constexpr const char* ban = "ban";
constexpr const char* by_matrix = "matrix";

Expulsion read_expulsion(const mapping::Jid& room, const Row& row) {
    return {room,
            mapping::UserId::parse(row.text(0)).value(),
            row.text(1) == ban ? ExpulsionKind::ban : ExpulsionKind::kick,
            row.text(2) == by_matrix ? Side::matrix : Side::xmpp,
            row.number(3),
            row.text(4)};
}

std::string indexed(const mapping::Jid& room) {
    return IndexKey{room.str()}.indexed;
}

} // namespace

Task<std::vector<Expulsion>> ExpulsionTable::of_room(mapping::Jid room) {
    std::vector<Value> parameters{indexed(room)};
    const auto answer = co_await database_.query(select_expulsions, std::move(parameters));
    std::vector<Expulsion> found;
    for (const auto& row : answer.rows) {
        found.push_back(read_expulsion(room, row));
    }
    co_return found;
}

Task<void> ExpulsionTable::save(Expulsion expulsion) {
    std::vector<Value> parameters{indexed(expulsion.room),
                                  expulsion.user.str(),
                                  expulsion.kind == ExpulsionKind::ban ? ban : "kick",
                                  expulsion.by == Side::matrix ? by_matrix : "xmpp",
                                  number(expulsion.at_ms),
                                  std::move(expulsion.reason)};
    co_await database_.query(upsert_expulsion, std::move(parameters));
}

Task<void> ExpulsionTable::remove(mapping::Jid room, mapping::UserId user) {
    std::vector<Value> parameters{indexed(room), user.str()};
    co_await database_.query(delete_expulsion, std::move(parameters));
}

Task<void> ExpulsionTable::remove_room(mapping::Jid room) {
    std::vector<Value> parameters{indexed(room)};
    co_await database_.query(delete_expulsions, std::move(parameters));
}

Task<std::optional<RoomFace>> RoomFaceTable::find(mapping::Jid room) {
    std::vector<Value> parameters{indexed(room)};
    const auto answer = co_await database_.query(select_face, std::move(parameters));
    if (answer.rows.empty()) {
        co_return std::nullopt;
    }
    const auto& row = answer.rows.front();
    co_return RoomFace{row.text(0), row.text(1), row.text(2)};
}

Task<void> RoomFaceTable::save(mapping::Jid room, RoomFace face) {
    std::vector<Value> parameters{indexed(room), std::move(face.subject), std::move(face.name),
                                  std::move(face.avatar_hash)};
    co_await database_.query(upsert_face, std::move(parameters));
}

Task<void> RoomFaceTable::remove(mapping::Jid room) {
    std::vector<Value> parameters{indexed(room)};
    co_await database_.query(delete_face, std::move(parameters));
}

Task<void> PortalMoveTable::move(mapping::RoomId from, bridge::Portal to) {
    std::vector<Value> parameters{from.str(), to.room.str(), to.address.str()};
    co_await database_.query(update_portal, std::move(parameters));
}

} // namespace bascule::store
