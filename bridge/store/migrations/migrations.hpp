#pragma once

#include "bridge/store/database.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace bascule::store {

/// One step of the schema: statements that both engines understand, once `{identity}` is replaced by the engine's way
/// to say "a number that grows with every row and is the primary key"; then those of one engine, for what SQL does not
/// standardise. A step that has been released never changes.
struct Migration {
    std::string_view about;
    std::vector<std::string_view> statements;
    std::vector<std::string_view> for_sqlite{};
    std::vector<std::string_view> for_postgres{};
};

/// All steps; the first brings the schema to version 1, and so on. Each stands in a file of its own.
std::vector<Migration> all_migrations();
Migration migration_001_conversations();
Migration migration_002_activity();
Migration migration_003_gateway();
Migration migration_004_muc_passwords();
Migration migration_005_moderation();
Migration migration_006_people();
Migration migration_007_audit();
Migration migration_008_what_was_said();
Migration migration_009_feature_mapping();
Migration migration_010_reactions_told();

/// Brings the schema to the newest version, each step in a transaction of its own; two processes that do it at once
/// do each step once. Throws what check_migratable() throws.
Task<void> migrate(Database& database, std::span<const Migration> migrations);
/// Changes nothing, but throws std::runtime_error, with the remedy, where migrate() could never succeed: for a schema
/// that is newer, and for a role that may not make tables.
Task<void> check_migratable(Database& database);
Task<void> check_migratable(Database& database, std::span<const Migration> migrations);
Task<void> migrate(Database& database);

} // namespace bascule::store
