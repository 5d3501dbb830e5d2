#include "bridge/ports/outage.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <csignal>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace bascule::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// No file of this process may grow beyond this size, as on a full disk (setrlimit(2), RLIMIT_FSIZE).
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) : signal_{std::signal(SIGXFSZ, SIG_IGN)} {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    FullDisk(FullDisk&&) = delete;
    FullDisk& operator=(FullDisk&&) = delete;
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, signal_);
    }

private:
    rlimit before_{};
    void (*signal_)(int);
};

class SqliteTest : public testing::Test {
protected:
    std::unique_ptr<Database> open(Tenancy tenancy = Tenancy::visitor) { return open_at(path, tenancy); }
    std::unique_ptr<Database> open_at(const std::string& at, Tenancy tenancy = Tenancy::visitor) {
        return open_database(runner.context.get_executor(), "sqlite://" + at, tenancy);
    }
    Rows query(Database& database, const std::string& sql, std::vector<Value> parameters = {}) {
        return runner.get(database.query(sql, std::move(parameters)));
    }
    std::int64_t count(Database& database) {
        return query(database, "SELECT count(*) FROM thing").rows.at(0).number(0);
    }
    std::string refusal(const std::string& at, Tenancy tenancy = Tenancy::visitor) {
        try {
            open_at(at, tenancy);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }

    Runner runner;
    TemporaryFolder folder;
    std::string path = folder.file("bascule.db");
};

TEST_F(SqliteTest, AMissingFolderIsNamedWithItsRemedy) {
    EXPECT_THAT(refusal(folder.file("missing/bascule.db")),
                AllOf(HasSubstr("/missing does not exist"), HasSubstr("make")));
    EXPECT_THAT(refusal(folder.file("missing/bascule.db"), Tenancy::sole), HasSubstr("does not exist"));
}

TEST_F(SqliteTest, AFolderOrAForeignFileIsNoDatabase) {
    EXPECT_NE(refusal(folder.file("")), "");
    std::ofstream{path} << std::string(5'000, 'x');
    EXPECT_THAT(refusal(path), HasSubstr("not a database"));
}

TEST_F(SqliteTest, TheFileIsReadableByItsOwnerAlone) {
    const auto database = open();
    query(*database, "CREATE TABLE thing (name text)");
    for (const auto* suffix : {"", "-wal"}) {
        struct stat status {};
        ASSERT_EQ(::stat((path + suffix).c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << suffix;
    }
}

TEST_F(SqliteTest, OneProcessServesAndVisitorsWorkBesideIt) {
    auto sole = open(Tenancy::sole);
    EXPECT_THAT(refusal(path, Tenancy::sole), HasSubstr("another bascule runs on it"));
    const auto visitor = open();
    query(*visitor, "CREATE TABLE thing (name text)");
    query(*sole, "INSERT INTO thing VALUES ('rose')");
    EXPECT_EQ(count(*visitor), 1);
    runner.run(sole->close());
    EXPECT_EQ(refusal(path, Tenancy::sole), "");
}

TEST_F(SqliteTest, MemoryIsADatabaseToo) {
    const auto database = open_at(":memory:", Tenancy::sole);
    query(*database, "CREATE TABLE thing (name text)");
    EXPECT_EQ(count(*database), 0);
}

TEST_F(SqliteTest, CommitsWaitForTheDisk) {
    const auto database = open();
    EXPECT_EQ(query(*database, "PRAGMA synchronous").rows.at(0).text(0), "2");
    EXPECT_EQ(query(*database, "PRAGMA journal_mode").rows.at(0).text(0), "wal");
}

TEST_F(SqliteTest, AFullDiskIsAnOutageThatPasses) {
    const auto database = open();
    query(*database, "CREATE TABLE thing (name text)");
    query(*database, "INSERT INTO thing VALUES ('rose')");
    {
        const FullDisk full{100'000};
        EXPECT_THROW(query(*database, "INSERT INTO thing VALUES ($1)", {std::string(1'000'000, 'x')}), bridge::Outage);
        EXPECT_EQ(count(*database), 1);
    }
    query(*database, "INSERT INTO thing VALUES ($1)", {std::string(1'000'000, 'x')});
    EXPECT_EQ(count(*database), 2);
}

TEST_F(SqliteTest, ALockThatAnotherHoldsIsAnOutage) {
    const auto database = open();
    query(*database, "CREATE TABLE thing (name text)");
    query(*database, "PRAGMA busy_timeout = 10");
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_THROW(query(*database, "INSERT INTO thing VALUES ('rose')"), bridge::Outage);
    sqlite3_close(other);
    query(*database, "INSERT INTO thing VALUES ('rose')");
    EXPECT_EQ(count(*database), 1);
}

// What a process has been told is committed is there though it is killed the next moment, and half a batch never is.
TEST_F(SqliteTest, CommittedRowsOutliveAKilledProcess) {
    runner.run(open()->close());
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        Runner mine;
        const auto database = open_database(mine.context.get_executor(), "sqlite://" + path, Tenancy::sole);
        mine.get(database->query("CREATE TABLE thing (name text)", std::vector<Value>()));
        for (int at = 0; at < 20; ++at) {
            mine.get(database->query("INSERT INTO thing VALUES ('rose')", std::vector<Value>()));
        }
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto database = open(Tenancy::sole);
    EXPECT_EQ(count(*database), 20);
}

} // namespace
} // namespace bascule::store
