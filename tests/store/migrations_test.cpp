#include "bridge/store/migrations/migrations.hpp"

#include "bridge/async/task_group.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <unistd.h>
#include <vector>

namespace bascule::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class MigrationsTest : public DatabaseTest {
protected:
    std::int64_t number(const std::string& sql) {
        return get(database->query(sql, std::vector<Value>())).rows.at(0).number(0);
    }
    void run_sql(const std::string& sql) { get(database->query(sql, std::vector<Value>())); }
    std::string schema() {
        return get(database->query("SELECT current_schema()::text", std::vector<Value>())).rows.at(0).text(0);
    }
    std::int64_t version() { return number("SELECT max(version) FROM schema_version"); }

    std::vector<Migration> two{
        {"first", {"CREATE TABLE rose (id {identity}, name text)", "INSERT INTO rose (name) VALUES ('r')"}},
        {"second", {"ALTER TABLE rose ADD COLUMN colour text", "UPDATE rose SET colour = 'red'"}}};
};

TEST_P(MigrationsTest, EveryStepIsDoneOnce) {
    run(migrate(*database, two));
    run(migrate(*database, two));
    EXPECT_EQ(version(), 2);
    EXPECT_EQ(number("SELECT count(*) FROM rose WHERE colour = 'red'"), 1);
}

TEST_P(MigrationsTest, ADatabaseIsBroughtOnFromWhereItIs) {
    run(migrate(*database, std::vector<Migration>{two[0]}));
    EXPECT_EQ(version(), 1);
    run(migrate(*database, two));
    EXPECT_EQ(version(), 2);
    EXPECT_EQ(number("SELECT count(*) FROM rose"), 1);
}

TEST_P(MigrationsTest, AStepThatFailsLeavesNothing) {
    two[1].statements.emplace_back("UPDATE thorn SET colour = 'red'");
    EXPECT_THROW(run(migrate(*database, two)), SqlError);
    EXPECT_EQ(version(), 1);
    EXPECT_THROW(number("SELECT count(colour) FROM rose"), SqlError);
}

TEST_P(MigrationsTest, ASchemaOfANewerBasculeIsRefusedWithBothVersions) {
    run(migrate(*database, two));
    try {
        run(migrate(*database, std::vector<Migration>{two[0]}));
        FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("version 2"), HasSubstr("version 1")));
    }
}

TEST_P(MigrationsTest, ACheckSaysTheSameAndChangesNothing) {
    run(check_migratable(*database, two));
    EXPECT_THROW(version(), SqlError) << "there is still no table";
    run(migrate(*database, two));
    run(check_migratable(*database, two));
    EXPECT_THROW(run(check_migratable(*database, std::vector<Migration>{two[0]})), std::runtime_error);
}

/// SQLite has no roles.
class RolesTest : public MigrationsTest {};

// PostgreSQL 15 took the right to create from all but the database's owner.
TEST_P(RolesTest, ARoleThatMayNotMakeTablesIsToldWhoCanGrantThat) {
    const auto role = "paris_" + std::to_string(::getpid());
    run_sql("CREATE ROLE " + role + " LOGIN");
    const auto visitor = open_database(runner.context.get_executor(), empty->url() + "&user=" + role);
    for (const auto* const right : {"", "GRANT USAGE ON SCHEMA "}) {
        if (*right != '\0') {
            run_sql(right + schema() + " TO " + role);
        }
        try {
            run(migrate(*visitor, two));
            ADD_FAILURE() << "nothing was thrown";
        } catch (const std::runtime_error& error) {
            EXPECT_THAT(error.what(), AllOf(HasSubstr("may not create tables"), HasSubstr(" TO " + role)));
        }
    }
    run_sql("GRANT CREATE ON SCHEMA " + schema() + " TO " + role);
    run(migrate(*visitor, two));
    run(visitor->close());
    run_sql("DROP OWNED BY " + role);
    run_sql("DROP ROLE " + role);
}

TEST_P(MigrationsTest, ProcessesThatMigrateAtOnceDoEachStepOnce) {
    std::vector<std::unique_ptr<Database>> databases;
    bridge::TaskGroup group{runner.context.get_executor(), [](const std::string&, const std::exception_ptr& failure) {
                                std::rethrow_exception(failure);
                            }};
    const auto migrate_one = [](Database& one, const std::vector<Migration>& steps) -> Task<void> {
        co_await migrate(one, steps);
    };
    for (int at = 0; at < 5; ++at) {
        databases.push_back(open());
        group.spawn("migrate", migrate_one(*databases.back(), two));
    }
    run(group.wait());
    EXPECT_EQ(version(), 2);
    EXPECT_EQ(number("SELECT count(*) FROM rose"), 1);
    for (const auto& one : databases) {
        run(one->close());
    }
}

TEST_P(MigrationsTest, TheSchemaHasTheTablesOfTheArchitecture) {
    run(migrate(*database));
    for (const std::string table : {"portal", "ghost", "puppet", "occupant", "message_link", "journal",
                                    "journal_position", "contact", "name_pair"}) {
        EXPECT_EQ(number("SELECT count(*) FROM " + table), 0);
    }
    EXPECT_EQ(version(), static_cast<std::int64_t>(all_migrations().size()));
}

BASCULE_ON_BOTH_ENGINES(MigrationsTest);
INSTANTIATE_TEST_SUITE_P(On, RolesTest, testing::Values(Engine::postgres), engine_name);

} // namespace
} // namespace bascule::store
