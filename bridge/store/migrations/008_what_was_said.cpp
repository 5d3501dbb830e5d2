#include "bridge/store/migrations/migrations.hpp"

namespace bascule::store {

Migration migration_008_what_was_said() {
    return {"links: parts of a message, who has said it, how it begins",
            {
                "ALTER TABLE message_link ADD COLUMN part bigint NOT NULL DEFAULT 0",
                "ALTER TABLE message_link ADD COLUMN speaker text NOT NULL DEFAULT ''",
                "ALTER TABLE message_link ADD COLUMN name text NOT NULL DEFAULT ''",
                "ALTER TABLE message_link ADD COLUMN body text NOT NULL DEFAULT ''",
                "ALTER TABLE message_link ADD COLUMN thread text NOT NULL DEFAULT ''",
                "ALTER TABLE message_link ADD COLUMN is_gone bigint NOT NULL DEFAULT 0",
                "ALTER TABLE message_link ADD COLUMN origin_key text NOT NULL DEFAULT ''",
                "UPDATE message_link SET origin_key = origin_id WHERE length(origin_id) <= 100",
                "CREATE INDEX message_link_origin ON message_link (address, origin_key) WHERE origin_key <> ''",
            }};
}

} // namespace bascule::store
