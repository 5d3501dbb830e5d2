#include "bridge/store/tables/seat_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

using bridge::Seat;

namespace {

constexpr const char* select_by_room = R"sql(
    SELECT jid, whole_jid, nick, occupant_id FROM puppet WHERE room = $1 ORDER BY jid)sql";
constexpr const char* upsert_seat = R"sql(
    INSERT INTO puppet (room, jid, whole_jid, nick, occupant_id) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (room, jid) DO UPDATE SET nick = excluded.nick, occupant_id = excluded.occupant_id)sql";
constexpr const char* delete_seat = "DELETE FROM puppet WHERE room = $1 AND jid = $2";
constexpr const char* delete_by_room = "DELETE FROM puppet WHERE room = $1";

Seat read_seat(const mapping::Jid& room, const Row& row) {
    return {room, mapping::Jid::parse(whole_text(row, 0, 1)).value(), row.text(2), row.text(3)};
}

} // namespace

Task<std::vector<Seat>> SeatTable::of_room(mapping::Jid room) {
    std::vector<Value> parameters{IndexKey{room.str()}.indexed};
    const auto answer = co_await database_.query(select_by_room, std::move(parameters));
    std::vector<Seat> found;
    for (const auto& row : answer.rows) {
        found.push_back(read_seat(room, row));
    }
    co_return found;
}

Task<void> SeatTable::save(Seat seat) {
    IndexKey puppet{seat.puppet.str()};
    std::vector<Value> parameters{IndexKey{seat.room.str()}.indexed, std::move(puppet.indexed), std::move(puppet.whole),
                                  std::move(seat.nick), std::move(seat.occupant_id)};
    co_await database_.query(upsert_seat, std::move(parameters));
}

Task<void> SeatTable::remove(mapping::Jid room, mapping::Jid puppet) {
    std::vector<Value> parameters{IndexKey{room.str()}.indexed, IndexKey{puppet.str()}.indexed};
    co_await database_.query(delete_seat, std::move(parameters));
}

Task<void> SeatTable::remove_room(mapping::Jid room) {
    std::vector<Value> parameters{IndexKey{room.str()}.indexed};
    co_await database_.query(delete_by_room, std::move(parameters));
}

} // namespace bascule::store
