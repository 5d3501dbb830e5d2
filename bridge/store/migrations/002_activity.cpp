#include "bridge/store/migrations/migrations.hpp"

namespace bascule::store {

Migration migration_002_activity() {
    return {"activity: when people and rooms were heard last",
            {R"sql(CREATE TABLE activity (
                 kind text NOT NULL,
                 name text NOT NULL,
                 at_ms bigint NOT NULL,
                 PRIMARY KEY (kind, name)))sql",
             "CREATE INDEX activity_time ON activity (kind, at_ms)"}};
}

} // namespace bascule::store
