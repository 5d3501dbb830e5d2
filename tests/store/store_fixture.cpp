#include "tests/store/store_fixture.hpp"

#include "bridge/log.hpp"
#include "bridge/store/postgres/postgres_address.hpp"
#include "bridge/store/postgres/pq.hpp"

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

namespace bascule::store {

namespace {

using namespace std::chrono_literals;

constexpr auto for_ever = 60s;

// For what prepares and clears away: blocking, and apart from the code under test.
void run_on_postgres(const std::string& sql) {
    const PqConnection connection{PQconnectdb(environment("BASCULE_TEST_POSTGRES").c_str())};
    PQsetNoticeProcessor(
        connection.get(), [](void*, const char*) {}, nullptr);
    const PqResult result{PQexec(connection.get(), sql.c_str())};
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        throw std::runtime_error{sql + ": " + pq_error(*connection)};
    }
}

std::string with_query(const std::string& url, const std::string& query) {
    return url + (url.find('?') == std::string::npos ? '?' : '&') + query;
}

} // namespace

TemporaryFolder::TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "bascule-store-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error{"no temporary folder can be made"};
    }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored; // a folder left behind fails no test
    std::filesystem::remove_all(path_, ignored);
}

EmptyDatabase::EmptyDatabase(Engine engine) {
    if (engine == Engine::sqlite) {
        url_ = "sqlite://" + folder_.file("bascule.db");
        return;
    }
    static int made = 0;
    schema_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++made);
    run_on_postgres("CREATE SCHEMA " + schema_);
    url_ = with_query(environment("BASCULE_TEST_POSTGRES"), "options=-csearch_path%3D" + schema_);
}

EmptyDatabase::~EmptyDatabase() {
    if (!schema_.empty()) {
        try {
            run_on_postgres("DROP SCHEMA " + schema_ + " CASCADE");
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what();
        }
    }
}

bool is_left_out(Engine engine) {
    return engine == Engine::postgres && std::getenv("BASCULE_TEST_WITHOUT_POSTGRES") != nullptr;
}

std::string environment(const char* variable) {
    const char* value = std::getenv(variable);
    if (value == nullptr) {
        throw std::runtime_error{std::string{variable} +
                                 " is not set: run the tests by tests/store/with_postgres.py (ctest does), or set "
                                 "BASCULE_TEST_WITHOUT_POSTGRES=1 to go without"};
    }
    return value;
}

std::string postgres_url_at(unsigned short port, const std::string& query) {
    const auto address = PostgresAddress::parse(environment("BASCULE_TEST_POSTGRES"));
    return "postgresql://" + address.value_of("user") + "@127.0.0.1:" + std::to_string(port) + '/' +
           address.value_of("dbname") + '?' + query;
}

Runner::Runner() {
    bridge::log(bridge::LogPart::store).set_level(spdlog::level::off); // outages are what the tests are about
}

void Runner::run(Task<void> task) {
    bool has_ended = false;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown) {
        failure = std::move(thrown);
        has_ended = true;
        context.stop();
    });
    context.restart();
    context.run_for(for_ever);
    if (!has_ended) {
        throw std::runtime_error{"the coroutine does not end"};
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

void DatabaseTest::SetUp() {
    if (is_left_out(GetParam())) {
        GTEST_SKIP() << "BASCULE_TEST_WITHOUT_POSTGRES is set";
    }
    empty.emplace(GetParam());
    database = open();
}

void DatabaseTest::TearDown() {
    if (database) {
        run(database->close());
    }
}

void StoreTest::SetUp() {
    DatabaseTest::SetUp();
    if (!IsSkipped()) {
        store = std::make_unique<Store>(std::move(database));
        run(store->migrate());
    }
}

void StoreTest::TearDown() {
    if (store) {
        run(store->close());
    }
}

void StoreTest::reopen() {
    run(store->close());
    store = std::make_unique<Store>(open());
}

std::string engine_name(const testing::TestParamInfo<Engine>& info) {
    return info.param == Engine::sqlite ? "Sqlite" : "Postgres";
}

} // namespace bascule::store
