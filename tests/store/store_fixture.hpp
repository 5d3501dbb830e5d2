#pragma once

#include "bridge/store/open_database.hpp"
#include "bridge/store/store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bascule::store {

/// A folder of its own that ends with the object.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder(TemporaryFolder&&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// An empty database of one engine, which ends with the object. For PostgreSQL it is a schema in the database that
/// BASCULE_TEST_POSTGRES names; throws where that is not set.
class EmptyDatabase {
public:
    explicit EmptyDatabase(Engine engine);
    EmptyDatabase(const EmptyDatabase&) = delete;
    EmptyDatabase& operator=(const EmptyDatabase&) = delete;
    EmptyDatabase(EmptyDatabase&&) = delete;
    EmptyDatabase& operator=(EmptyDatabase&&) = delete;
    ~EmptyDatabase();

    const std::string& url() const noexcept { return url_; }

private:
    TemporaryFolder folder_;
    std::string schema_;
    std::string url_;
};

/// Tests may be run without PostgreSQL only when somebody says so: BASCULE_TEST_WITHOUT_POSTGRES=1.
bool is_left_out(Engine engine);
/// The value of an environment variable; throws std::runtime_error that names it where it is not set.
std::string environment(const char* variable);
/// The PostgreSQL URL of the tests with another host and port and these query parameters.
std::string postgres_url_at(unsigned short port, const std::string& query = "");

/// Runs coroutines to their end on an io_context of its own.
class Runner {
public:
    Runner();

    /// Rethrows what the coroutine threw. That it takes for ever is an error too.
    void run(Task<void> task);

    template <class Result>
    Result get(Task<Result> task) {
        std::optional<Result> result;
        run(store_in(result, std::move(task)));
        return std::move(*result);
    }

    boost::asio::io_context context;

private:
    template <class Result>
    static Task<void> store_in(std::optional<Result>& result, Task<Result> task) {
        result.emplace(co_await std::move(task));
    }
};

/// A test that holds on both engines, given an empty database.
class DatabaseTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override;
    void TearDown() override;

    std::unique_ptr<Database> open() { return open_database(runner.context.get_executor(), empty->url()); }
    void run(Task<void> task) { runner.run(std::move(task)); }
    template <class Result>
    Result get(Task<Result> task) {
        return runner.get(std::move(task));
    }

    Runner runner;
    std::optional<EmptyDatabase> empty;
    std::unique_ptr<Database> database;
};

/// The same, with the schema in it and the ports over it.
class StoreTest : public DatabaseTest {
protected:
    void SetUp() override;
    void TearDown() override;
    /// As a restart would: lets go of the database and opens it again.
    void reopen();

    std::unique_ptr<Store> store;
};

std::string engine_name(const testing::TestParamInfo<Engine>& info);

} // namespace bascule::store

/// Both engines, for a suite.
#define BASCULE_ON_BOTH_ENGINES(suite)                                                                              \
    INSTANTIATE_TEST_SUITE_P(On, suite,                                                                             \
                             testing::Values(::bascule::store::Engine::sqlite, ::bascule::store::Engine::postgres), \
                             ::bascule::store::engine_name)
