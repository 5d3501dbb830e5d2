#include "bridge/store/migrations/migrations.hpp"

#include "bridge/log.hpp"

#include <boost/algorithm/string/replace.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace bascule::store {

namespace {

constexpr const char* create_versions = R"sql(
    CREATE TABLE IF NOT EXISTS schema_version (version bigint PRIMARY KEY, about text NOT NULL))sql";
constexpr const char* select_version = "SELECT coalesce(max(version), 0) FROM schema_version";
// First in its transaction and unique: of two processes the second waits here until the first has done the step, and
// then fails.
constexpr const char* claim_version = "INSERT INTO schema_version (version, about) VALUES ($1, $2)";

constexpr int most_collisions = 10;

// How PostgreSQL reports that another process made the table first, depending on how far that one was: as a unique
// violation in its catalogue, as a type, or as a table that exists already.
bool is_collision(const SqlError& error) {
    constexpr std::string_view duplicate_object = "42710";
    constexpr std::string_view duplicate_table = "42P07";
    return error.sqlstate() == sqlstate::unique_violation || error.sqlstate() == duplicate_object ||
           error.sqlstate() == duplicate_table;
}

std::string for_engine(std::string_view sql, Engine engine) {
    return boost::algorithm::replace_all_copy(std::string{sql}, "{identity}",
                                              engine == Engine::sqlite
                                                  ? "integer PRIMARY KEY AUTOINCREMENT"
                                                  : "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
}

Task<std::int64_t> current_version(Database& database) {
    Batch batch;
    batch.push_back(Statement{create_versions, {}, Plan::once});
    batch.push_back(Statement{select_version, {}, Plan::once});
    const auto answers = co_await database.run(std::move(batch));
    co_return answers.at(1).rows.at(0).number(0);
}

Batch step_to(std::int64_t version, const Migration& migration, Engine engine) {
    Batch batch;
    batch.push_back(Statement{claim_version, {number(version), std::string{migration.about}}, Plan::once});
    for (const auto sql : migration.statements) {
        batch.push_back(Statement{for_engine(sql, engine), {}, Plan::once});
    }
    for (const auto sql : engine == Engine::sqlite ? migration.for_sqlite : migration.for_postgres) {
        batch.push_back(Statement{std::string{sql}, {}, Plan::once});
    }
    return batch;
}

// Without the table there is no schema yet.
constexpr const char* sqlite_has_versions = "SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'";
constexpr const char* postgres_has_versions = R"sql(
    SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version')sql";
// Nothing of it is NULL but the first, where the search path names no schema that the role may use.
constexpr const char* postgres_rights = R"sql(
    SELECT has_schema_privilege(current_schema(), 'CREATE')::int, coalesce(current_schema(), 'public'), current_user)sql";

void refuse_newer(const Database& database, std::int64_t version, std::span<const Migration> migrations) {
    const auto newest = static_cast<std::int64_t>(migrations.size());
    if (version > newest) {
        throw std::runtime_error{"database " + database.name() + " has schema version " + std::to_string(version) +
                                 ", but this bascule knows only up to version " + std::to_string(newest) +
                                 ": it was used by a newer bascule; run that one, or restore a backup"};
    }
}

// PostgreSQL wants the right to create even for a table that is there already.
Task<void> check_rights(Database& database) {
    const auto rights = co_await database.query(postgres_rights, std::vector<Value>());
    const auto& row = rights.rows.at(0);
    if (!row.value(0) || row.number(0) == 0) {
        throw std::runtime_error{
            "database " + database.name() + ": the role " + row.text(2) +
            " may not create tables; let the database's owner run: GRANT USAGE, CREATE ON SCHEMA " + row.text(1) +
            " TO " + row.text(2)};
    }
}

// Does the next step, if there is one. Throws SqlError when another process came first.
Task<bool> take_step(Database& database, std::span<const Migration> migrations) {
    const auto version = co_await current_version(database);
    refuse_newer(database, version, migrations);
    if (version == static_cast<std::int64_t>(migrations.size())) {
        co_return false;
    }
    const auto& migration = migrations[static_cast<std::size_t>(version)];
    auto batch = step_to(version + 1, migration, database.engine());
    co_await database.run(std::move(batch));
    bridge::log(bridge::LogPart::store).info("schema version {}: {}", version + 1, migration.about);
    co_return true;
}

} // namespace

std::vector<Migration> all_migrations() {
    return {
        migration_001_conversations(),  migration_002_activity(),      migration_003_gateway(),
        migration_004_muc_passwords(),  migration_005_moderation(),    migration_006_people(),
        migration_007_audit(),          migration_008_what_was_said(), migration_009_feature_mapping(),
        migration_010_reactions_told(),
    };
}

Task<void> check_migratable(Database& database, std::span<const Migration> migrations) {
    const auto is_postgres = database.engine() == Engine::postgres;
    if (is_postgres) {
        co_await check_rights(database);
    }
    const auto found =
        co_await database.query(is_postgres ? postgres_has_versions : sqlite_has_versions, std::vector<Value>());
    if (found.rows.at(0).number(0) > 0) {
        const auto version = co_await database.query(select_version, std::vector<Value>());
        refuse_newer(database, version.rows.at(0).number(0), migrations);
    }
}

Task<void> check_migratable(Database& database) {
    const auto migrations = all_migrations();
    co_await check_migratable(database, migrations);
}

Task<void> migrate(Database& database, std::span<const Migration> migrations) {
    co_await check_migratable(database, migrations);
    int collisions = 0;
    for (;;) {
        try {
            if (!co_await take_step(database, migrations)) {
                co_return;
            }
        } catch (const SqlError& error) {
            if (!is_collision(error) || ++collisions > most_collisions) {
                throw;
            }
        }
    }
}

Task<void> migrate(Database& database) {
    const auto migrations = all_migrations();
    co_await migrate(database, migrations);
}

} // namespace bascule::store
