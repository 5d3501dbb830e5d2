#include "bridge/store/migrations/migrations.hpp"

namespace bascule::store {

Migration migration_005_moderation() {
    return {"moderation: who was put out, and what rooms look like",
            {R"sql(CREATE TABLE expulsion (
                 room text NOT NULL,
                 matrix_user text NOT NULL,
                 kind text NOT NULL,
                 origin text NOT NULL,
                 at_ms bigint NOT NULL,
                 reason text NOT NULL,
                 PRIMARY KEY (room, matrix_user)))sql",
             R"sql(CREATE TABLE room_face (
                 room text PRIMARY KEY,
                 subject text NOT NULL,
                 name text NOT NULL,
                 avatar_hash text NOT NULL))sql"}};
}

} // namespace bascule::store
