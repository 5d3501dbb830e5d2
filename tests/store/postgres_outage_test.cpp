#include "bridge/async/signal.hpp"
#include "bridge/async/task_group.hpp"
#include "bridge/ports/outage.hpp"
#include "bridge/store/postgres/postgres_database.hpp"
#include "tests/store/store_fixture.hpp"
#include "tests/store/tcp_proxy.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <vector>

namespace bascule::store {
namespace {

using namespace std::chrono_literals;
using bridge::Outage;

constexpr PostgresDeadlines impatient{.connect = 2'000ms, .answer = 1'000ms, .retry_first = 5ms, .retry_most = 20ms};

unsigned short server_port() {
    const auto address = PostgresAddress::parse(environment("BASCULE_TEST_POSTGRES"));
    return static_cast<unsigned short>(std::stoi(address.value_of("port")));
}

// Asks the script that runs the server; returns when it is done.
void tell_server(const std::string& order) {
    boost::asio::io_context context;
    boost::asio::local::stream_protocol::socket control{context};
    control.connect(environment("BASCULE_TEST_POSTGRES_CONTROL"));
    boost::asio::write(control, boost::asio::buffer(order + "\n"));
    boost::asio::streambuf answer;
    boost::asio::read_until(control, answer, '\n');
}

// PostgreSQL behind a proxy, with a table `thing` of one unique column.
class PostgresOutageTest : public testing::Test {
protected:
    void SetUp() override {
        if (is_left_out(Engine::postgres)) {
            GTEST_SKIP() << "BASCULE_TEST_WITHOUT_POSTGRES is set";
        }
        empty.emplace(Engine::postgres);
        proxy.emplace(runner.context, server_port());
        const auto options = empty->url().substr(empty->url().find("options="));
        database.emplace(runner.context.get_executor(), PostgresAddress::parse(postgres_url_at(proxy->port(), options)),
                         impatient);
        query("CREATE TABLE thing (name text PRIMARY KEY)");
    }

    void TearDown() override {
        if (database) {
            runner.run(database->close());
        }
    }

    Rows query(const std::string& sql) { return runner.get(database->query(sql, std::vector<Value>())); }
    std::int64_t count() { return query_until_back("SELECT count(*) FROM thing").rows.at(0).number(0); }

    static Task<Rows> repeat_until_back(Database& on, std::string sql) {
        for (;;) {
            try {
                co_return co_await on.query(sql, std::vector<Value>());
            } catch (const Outage&) { // that is what is being waited out
            }
            co_await bridge::pause(5ms);
        }
    }
    Rows query_until_back(const std::string& sql) { return runner.get(repeat_until_back(*database, sql)); }

    Batch two_things(int at) {
        Batch batch;
        for (const auto* suffix : {"a", "b"}) {
            batch.push_back(Statement{"INSERT INTO thing VALUES ($1)", {std::to_string(at) + suffix}});
        }
        return batch;
    }

    Runner runner;
    std::optional<EmptyDatabase> empty;
    std::optional<TcpProxy> proxy;
    std::optional<PostgresDatabase> database;
};

TEST_F(PostgresOutageTest, ACutConnectionIsMadeAgain) {
    for (int round = 0; round < 5; ++round) {
        proxy->cut();
        query_until_back("SELECT 1");
    }
    EXPECT_EQ(proxy->connections_made(), 6);
}

TEST_F(PostgresOutageTest, WhileTheServerIsAwayCallsFailSoonAndNameIt) {
    proxy->close_door();
    proxy->cut();
    const auto begin = std::chrono::steady_clock::now();
    std::string words;
    for (int round = 0; round < 100; ++round) {
        try {
            query("SELECT 1");
            ADD_FAILURE() << "there was an answer";
        } catch (const Outage& outage) {
            words = outage.what();
        }
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
    EXPECT_THAT(words, testing::HasSubstr("127.0.0.1:" + std::to_string(proxy->port())));
    proxy->open_door();
    query_until_back("SELECT 1");
}

TEST_F(PostgresOutageTest, CallsUnderWayFailWhenTheConnectionBreaks) {
    const auto sleep = [](Database& on) -> Task<void> {
        co_await on.query("SELECT pg_sleep(600)", std::vector<Value>());
    };
    int outages = 0;
    bridge::TaskGroup group{runner.context.get_executor(), [&](const std::string&, const std::exception_ptr& failure) {
                                EXPECT_THROW(std::rethrow_exception(failure), Outage);
                                ++outages;
                            }};
    for (int at = 0; at < 300; ++at) {
        group.spawn("sleep", sleep(*database));
    }
    const auto cut_when_sent = [](TcpProxy& on) -> Task<void> {
        co_await bridge::pause(50ms);
        on.cut();
    };
    runner.run(cut_when_sent(*proxy));
    runner.run(group.wait());
    EXPECT_EQ(outages, 300);
    query_until_back("SELECT 1");
}

TEST_F(PostgresOutageTest, AnAnswerThatDoesNotComeIsAnOutageInTime) {
    proxy->swallow();
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THROW(query("SELECT 1"), Outage);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    proxy->pass();
    query_until_back("SELECT 1");
}

// Wherever the connection breaks, a batch has happened as a whole or not at all.
TEST_F(PostgresOutageTest, NothingIsHalfDoneWhereverTheConnectionIsCut) {
    int unanswered = 0;
    for (int at = 0; at < 60; ++at) {
        query_until_back("SELECT 1");
        proxy->cut_after(static_cast<std::size_t>(at) * 5);
        try {
            runner.get(database->run(two_things(at)));
        } catch (const Outage&) {
            ++unanswered;
        }
    }
    EXPECT_GT(unanswered, 20);
    EXPECT_EQ(count() % 2, 0);
    const auto odd = query_until_back("SELECT count(*) FROM thing GROUP BY rtrim(name, 'ab') HAVING count(*) <> 2");
    EXPECT_TRUE(odd.rows.empty());
}

TEST_F(PostgresOutageTest, ASessionThatTheServerEndsIsAnOutage) {
    // The server ends the session, as it does at a shutdown (57P01).
    EXPECT_THROW(query("SELECT pg_terminate_backend(pg_backend_pid())"), Outage);
    query_until_back("SELECT 1");
}

// What was answered is there after a crash of the server, and the bridge goes on by itself.
TEST_F(PostgresOutageTest, AnsweredBatchesOutliveACrashOfTheServer) {
    for (int round = 0; round < 2; ++round) {
        const int first = round * 1'000;
        int answered = 0;
        for (int at = first; at < first + 50; ++at) {
            runner.get(database->run(two_things(at)));
            answered += 2;
        }
        const auto before = count();
        tell_server("kill");
        EXPECT_THROW(query("SELECT 1"), Outage);
        tell_server("start");
        EXPECT_EQ(count(), before);
        EXPECT_GE(before, answered);
    }
}

TEST_F(PostgresOutageTest, ACrashDuringManyCallsLosesNothingThatWasAnswered) {
    std::vector<int> answered;
    const auto insert = [](Database& on, Batch batch, int at, std::vector<int>& into) -> Task<void> {
        co_await on.run(std::move(batch));
        into.push_back(at);
    };
    bridge::TaskGroup group{runner.context.get_executor(), [](const std::string&, const std::exception_ptr& failure) {
                                EXPECT_THROW(std::rethrow_exception(failure), Outage);
                            }};
    for (int at = 0; at < 3'000; ++at) {
        group.spawn("insert", insert(*database, two_things(at), at, answered));
    }
    const auto until_some = [](const std::vector<int>& into) -> Task<void> {
        while (into.size() < 300) {
            co_await bridge::pause(1ms);
        }
    };
    runner.run(until_some(answered));
    tell_server("kill");
    runner.run(group.wait());
    tell_server("start");
    const auto things = count();
    EXPECT_EQ(things % 2, 0);
    EXPECT_GE(things, 2 * std::ssize(answered));
    EXPECT_LT(answered.size(), 3'000U);
}

TEST_F(PostgresOutageTest, CommitsWaitForTheDiskWhateverTheRoleSays) {
    const auto url = empty->url() + "%20-csynchronous_commit%3Doff";
    PostgresDatabase careless{runner.context.get_executor(), PostgresAddress::parse(url), impatient};
    const auto answer = runner.get(careless.query("SHOW synchronous_commit", std::vector<Value>()));
    EXPECT_EQ(answer.rows.at(0).text(0), "on");
    runner.run(careless.close());
}

TEST_F(PostgresOutageTest, AHostThatIsNotThereIsNamed) {
    const auto url = "postgresql://romeo:balcony@database.invalid/bascule";
    PostgresDatabase nowhere{runner.context.get_executor(), PostgresAddress::parse(url), impatient};
    try {
        runner.get(nowhere.query("SELECT 1", std::vector<Value>()));
        FAIL() << "there was an answer";
    } catch (const Outage& outage) {
        EXPECT_THAT(outage.what(), testing::HasSubstr("database.invalid"));
        EXPECT_THAT(outage.what(), testing::Not(testing::HasSubstr("balcony")));
    }
    runner.run(nowhere.close());
}

} // namespace
} // namespace bascule::store
