#include "bridge/async/task_group.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace bascule::store {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr const char* insert = "INSERT INTO thing (name, size) VALUES ($1, $2)";

Batch insertions(const std::vector<std::string>& names) {
    Batch batch;
    for (const auto& name : names) {
        batch.push_back(Statement{insert, {name, std::nullopt}});
    }
    return batch;
}

class DatabaseContractTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (!IsSkipped()) {
            query("CREATE TABLE thing (name text PRIMARY KEY, size bigint)");
        }
    }

    Rows query(const std::string& sql, std::vector<Value> parameters = {}) {
        return get(database->query(sql, std::move(parameters)));
    }

    std::vector<std::string> names() {
        std::vector<std::string> found;
        for (const auto& row : query("SELECT name FROM thing ORDER BY name").rows) {
            found.push_back(row.text(0));
        }
        return found;
    }

    std::string sqlstate_of(const std::string& sql, std::vector<Value> parameters = {}) {
        try {
            query(sql, std::move(parameters));
        } catch (const SqlError& error) {
            return error.sqlstate();
        }
        return "none";
    }
};

TEST_P(DatabaseContractTest, EveryStatementOfABatchIsAnswered) {
    Batch batch;
    batch.push_back(Statement{"INSERT INTO thing (name, size) VALUES ($2, $1) RETURNING size, name", {"7", "rose"}});
    batch.push_back(Statement{"SELECT name, size, NULL FROM thing WHERE name = $1 OR name = $1", {"rose"}});
    batch.push_back(Statement{"UPDATE thing SET size = NULL", {}, Plan::once});
    const auto answers = get(database->run(std::move(batch)));
    ASSERT_THAT(answers, SizeIs(3));
    EXPECT_EQ(answers[0].rows.at(0).number(0), 7);
    EXPECT_EQ(answers[0].rows.at(0).text(1), "rose");
    EXPECT_EQ(answers[1].rows.at(0).number(1), 7);
    EXPECT_EQ(answers[1].rows.at(0).value(2), std::nullopt);
    EXPECT_EQ(answers[1].affected, 0);
    EXPECT_EQ(answers[2].affected, 1);
    EXPECT_EQ(query("SELECT size FROM thing").rows.at(0).value(0), std::nullopt);
}

TEST_P(DatabaseContractTest, AFailedStatementUndoesItsWholeBatch) {
    EXPECT_THROW(get(database->run(insertions({"rose", "thorn", "rose", "lark"}))), SqlError);
    EXPECT_THAT(names(), ElementsAre());
    get(database->run(insertions({"rose", "thorn"})));
    EXPECT_THAT(names(), ElementsAre("rose", "thorn"));
}

TEST_P(DatabaseContractTest, WhatTheDatabaseRefusesHasASqlstate) {
    query(insert, {"rose", std::nullopt});
    EXPECT_EQ(sqlstate_of(insert, {"rose", std::nullopt}), sqlstate::unique_violation);
    EXPECT_EQ(sqlstate_of("SELEKT 1").substr(0, 2), "42");
    EXPECT_EQ(sqlstate_of("SELECT 1 FROM nowhere").substr(0, 2), "42");
    EXPECT_NE(sqlstate_of("SELECT name FROM thing WHERE name = $1"), "none");
    EXPECT_THAT(names(), ElementsAre("rose"));
}

// Batches that are under way at the same time share a commit or a pipeline, but not a fate.
TEST_P(DatabaseContractTest, ABatchThatFailsHarmsNoOtherOne) {
    std::vector<std::string> failed;
    bridge::TaskGroup group{runner.context.get_executor(),
                            [&](const std::string& name, const std::exception_ptr&) { failed.push_back(name); }};
    const auto run_batch = [](Database& on, Batch batch) -> Task<void> { co_await on.run(std::move(batch)); };
    for (int at = 0; at < 300; ++at) {
        const auto name = std::to_string(at);
        const bool is_bad = at % 3 == 0;
        group.spawn(name, run_batch(*database, insertions({name, is_bad ? name : name + "b"})));
    }
    run(group.wait());
    EXPECT_THAT(failed, SizeIs(100));
    EXPECT_THAT(names(), SizeIs(400));
}

TEST_P(DatabaseContractTest, BatchesTakeEffectInTheOrderOfTheCalls) {
    bridge::TaskGroup group{runner.context.get_executor(),
                            [&](const std::string& name, const std::exception_ptr&) { ADD_FAILURE() << name; }};
    query(insert, {"last", "-1"});
    const auto set_size = [](Database& on, std::int64_t size) -> Task<void> {
        std::vector<Value> parameters{number(size), number(size - 1)};
        const auto answer = co_await on.query("UPDATE thing SET size = $1 WHERE size = $2", std::move(parameters));
        EXPECT_EQ(answer.affected, 1);
    };
    for (std::int64_t size = 0; size < 500; ++size) {
        group.spawn(std::to_string(size), set_size(*database, size));
    }
    run(group.wait());
    EXPECT_EQ(query("SELECT size FROM thing").rows.at(0).number(0), 499);
}

TEST_P(DatabaseContractTest, ACancelledCallerLeavesTheRestInOrder) {
    bridge::TaskGroup group{runner.context.get_executor(), [](const std::string&, const std::exception_ptr&) {}};
    const auto run_batch = [](Database& on, Batch batch) -> Task<void> { co_await on.run(std::move(batch)); };
    group.spawn("cancelled", run_batch(*database, insertions({"rose"})));
    run(group.stop());
    query(insert, {"thorn", std::nullopt});
    EXPECT_THAT(names(), testing::Contains("thorn"));
}

TEST_P(DatabaseContractTest, AnyBytesComeBackAsTheyWere) {
    std::string every_byte;
    for (int byte = 0; byte < 256; ++byte) {
        every_byte += static_cast<char>(byte);
    }
    query(insert, {every_byte, std::nullopt});
    EXPECT_EQ(query("SELECT name FROM thing WHERE name = $1", {every_byte}).rows.at(0).text(0), every_byte);
    const std::string large(5'000'000, '\x80');
    EXPECT_EQ(query("SELECT CAST($1 AS text)", {large}).rows.at(0).text(0), large);
}

TEST_P(DatabaseContractTest, ALargeBatchIsOneTransaction) {
    std::vector<std::string> many;
    for (int at = 0; at < 20'000; ++at) {
        many.push_back(std::to_string(at));
    }
    EXPECT_THAT(get(database->run(insertions(many))), SizeIs(20'000));
    EXPECT_EQ(query("SELECT count(*) FROM thing").rows.at(0).number(0), 20'000);
}

TEST_P(DatabaseContractTest, AfterCloseEverythingIsAnOutage) {
    run(database->close());
    EXPECT_THROW(query("SELECT 1"), bridge::Outage);
    run(database->close());
}

TEST_P(DatabaseContractTest, AskingForWhatIsNotThereIsAMistake) {
    const auto row = query("SELECT 'rose', NULL").rows.at(0);
    EXPECT_THROW(row.number(0), std::logic_error);
    EXPECT_THROW(row.text(1), std::logic_error);
    EXPECT_THROW(row.text(2), std::logic_error);
}

BASCULE_ON_BOTH_ENGINES(DatabaseContractTest);

TEST(OpenDatabase, AnAddressThatIsNoneIsRefusedWithoutRepeatingIt) {
    boost::asio::io_context context;
    for (const std::string url :
         {"", "mysql://romeo:balcony@host/db", "/var/lib/bascule.db", "sqlite://",
          "postgresql://romeo:balcony%ZZ@host/db", "postgresql://romeo:balcony@host/db?balcony=1"}) {
        try {
            open_database(context.get_executor(), url);
            ADD_FAILURE() << "accepted: " << url;
        } catch (const std::invalid_argument& error) {
            EXPECT_THAT(error.what(), Not(HasSubstr("balcony")));
        }
    }
}

TEST(OpenDatabase, TheNameHoldsNoPassword) {
    boost::asio::io_context context;
    const auto database =
        open_database(context.get_executor(), "postgres://romeo:balcony@db.example:5433/bascule?password=balcony");
    EXPECT_EQ(database->name(), "postgresql://romeo@db.example:5433/bascule");
}

} // namespace
} // namespace bascule::store
