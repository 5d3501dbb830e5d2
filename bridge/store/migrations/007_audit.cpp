#include "bridge/store/migrations/migrations.hpp"

namespace bascule::store {

Migration migration_007_audit() {
    return {"audit log: what people have had the bridge do", {R"sql(CREATE TABLE audit_log (
                 id {identity},
                 order_key text NOT NULL UNIQUE,
                 at_ms bigint NOT NULL,
                 who text NOT NULL,
                 place text NOT NULL,
                 command text NOT NULL,
                 outcome text NOT NULL))sql"}};
}

} // namespace bascule::store
