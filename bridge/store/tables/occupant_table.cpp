#include "bridge/store/tables/occupant_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

using bridge::Occupant;

namespace {

constexpr const char* select_by_room = R"sql(
    SELECT occupant_key, whole_occupant_key, nick, ghost, gone_since_ms FROM occupant WHERE room = $1
    ORDER BY occupant_key)sql";
constexpr const char* upsert_occupant = R"sql(
    INSERT INTO occupant (room, occupant_key, whole_occupant_key, nick, ghost, gone_since_ms)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (room, occupant_key) DO UPDATE
    SET nick = excluded.nick, ghost = excluded.ghost, gone_since_ms = excluded.gone_since_ms)sql";
constexpr const char* delete_occupant = "DELETE FROM occupant WHERE room = $1 AND occupant_key = $2";
constexpr const char* delete_by_room = "DELETE FROM occupant WHERE room = $1";

Occupant read_occupant(const mapping::Jid& room, const Row& row) {
    Occupant occupant{room, whole_text(row, 0, 1), row.text(2), mapping::UserId::parse(row.text(3)).value(),
                      std::nullopt};
    if (row.value(4)) {
        occupant.gone_since_ms = row.number(4);
    }
    return occupant;
}

Statement upsert(const Occupant& occupant) {
    IndexKey key{occupant.key};
    return {upsert_occupant,
            {IndexKey{occupant.room.str()}.indexed, std::move(key.indexed), std::move(key.whole), occupant.nick,
             occupant.ghost.str(), occupant.gone_since_ms ? number(*occupant.gone_since_ms) : std::nullopt}};
}

} // namespace

Task<std::vector<Occupant>> OccupantTable::of_room(mapping::Jid room) {
    std::vector<Value> parameters{IndexKey{room.str()}.indexed};
    const auto answer = co_await database_.query(select_by_room, std::move(parameters));
    std::vector<Occupant> found;
    for (const auto& row : answer.rows) {
        found.push_back(read_occupant(room, row));
    }
    co_return found;
}

Task<void> OccupantTable::save(std::vector<Occupant> occupants) {
    Batch batch;
    for (const auto& occupant : occupants) {
        batch.push_back(upsert(occupant));
    }
    if (!batch.empty()) {
        co_await database_.run(std::move(batch));
    }
}

Task<void> OccupantTable::remove(mapping::Jid room, std::string key) {
    std::vector<Value> parameters{IndexKey{room.str()}.indexed, IndexKey{key}.indexed};
    co_await database_.query(delete_occupant, std::move(parameters));
}

Task<void> OccupantTable::remove_room(mapping::Jid room) {
    std::vector<Value> parameters{IndexKey{room.str()}.indexed};
    co_await database_.query(delete_by_room, std::move(parameters));
}

} // namespace bascule::store
