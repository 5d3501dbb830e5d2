#include "bridge/store/migrations/migrations.hpp"

namespace bascule::store {

Migration migration_006_people() {
    return {
        "people: avatars, and who was told what",
        {// Hash of the picture that stands for an mxc: URL, or the URL of what was uploaded for a hash.
         R"sql(CREATE TABLE avatar (
                 kind text NOT NULL,
                 name text NOT NULL,
                 value text NOT NULL,
                 PRIMARY KEY (kind, name)))sql",
         "CREATE TABLE told (what text PRIMARY KEY, at_ms bigint NOT NULL)", "CREATE INDEX told_time ON told (at_ms)"}};
}

} // namespace bascule::store
