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
    return batch;
}

// Does the next step, if there is one. Throws SqlError when another process came first.
Task<bool> take_step(Database& database, std::span<const Migration> migrations) {
    const auto version = co_await current_version(database);
    const auto newest = static_cast<std::int64_t>(migrations.size());
    if (version > newest) {
        throw std::runtime_error{"database " + database.name() + " has schema version " + std::to_string(version) +
                                 ", but this bascule knows only up to version " + std::to_string(newest) +
                                 ": it was used by a newer bascule; run that one, or restore a backup"};
    }
    if (version == newest) {
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
    return {migration_001_conversations(), migration_002_activity()};
}

Task<void> migrate(Database& database, std::span<const Migration> migrations) {
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
