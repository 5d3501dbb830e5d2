#include "bridge/store/migrations/migrations.hpp"

namespace bascule::store {

Migration migration_010_reactions_told() {
    return {"reactions: with what the other side was told of them",
            {
                "ALTER TABLE reaction_mark ADD COLUMN told_by text NOT NULL DEFAULT ''",
                "UPDATE reaction_mark SET told_by = event",
            }};
}

} // namespace bascule::store
