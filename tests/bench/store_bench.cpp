// What a message costs in the journal: appended and finished, in groups of 1, 10 and 100, by one caller who waits and
// by 16 at once. SQLite in the working directory; PostgreSQL where BASCULE_TEST_POSTGRES names an empty database:
//   BASCULE_TEST_POSTGRES_FSYNC=on tests/store/with_postgres.py build/release/tests/bench/store_bench
#include "bridge/async/task_group.hpp"
#include "bridge/log.hpp"
#include "bridge/store/open_database.hpp"
#include "bridge/store/store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>

namespace bascule::store {
namespace {

constexpr std::size_t payload_bytes = 600;

// Keys never repeat, not even from one benchmark to the next.
std::int64_t next_key = 0;

bridge::JournalCommit commit_of(std::int64_t size, const std::string& queue) {
    bridge::JournalCommit commit;
    for (std::int64_t at = 0; at < size; ++at) {
        commit.entries.push_back({{{bridge::Side::matrix, "!" + queue + ":montague.example"},
                                   "$" + std::to_string(++next_key) + "-R7bq1sUhqTe5m4hGc2vTzq0VbN0mJ3c9"},
                                  std::string(payload_bytes, 'x'),
                                  "",
                                  next_key});
    }
    return commit;
}

Task<void> append_and_finish(Store& store, bridge::JournalCommit commit) {
    const auto rows = co_await store.journal().commit(std::move(commit));
    std::vector<std::int64_t> ids;
    for (const auto& row : rows) {
        ids.push_back(row.id);
    }
    co_await store.journal().finish(std::move(ids));
}

void run(boost::asio::io_context& context, Task<void> task) {
    boost::asio::co_spawn(context, std::move(task), [&](const std::exception_ptr& failure) {
        context.stop();
        if (failure) {
            std::rethrow_exception(failure);
        }
    });
    context.restart();
    context.run();
}

void measure(benchmark::State& state, const std::string& url) {
    bridge::log(bridge::LogPart::store).set_level(spdlog::level::warn);
    boost::asio::io_context context;
    Store store{open_database(context.get_executor(), url)};
    run(context, store.migrate());
    const auto size = state.range(0);
    const auto callers = state.range(1);
    for (auto round [[maybe_unused]] : state) {
        bridge::TaskGroup group{context.get_executor(), [](const std::string&, const std::exception_ptr& failure) {
                                    std::rethrow_exception(failure);
                                }};
        for (std::int64_t caller = 0; caller < callers; ++caller) {
            group.spawn("caller", append_and_finish(store, commit_of(size, std::to_string(caller))));
        }
        run(context, group.wait());
    }
    run(context, store.close());
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * size * callers);
}

void sqlite(benchmark::State& state) {
    const auto path = std::filesystem::absolute("store_bench.db").string();
    measure(state, "sqlite://" + path);
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        std::filesystem::remove(path + suffix);
    }
}

void postgres(benchmark::State& state) {
    const char* url = std::getenv("BASCULE_TEST_POSTGRES");
    if (url == nullptr) {
        state.SkipWithError("BASCULE_TEST_POSTGRES is not set");
        return;
    }
    measure(state, url);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgNames({"rows", "callers"})->ArgsProduct({{1, 10, 100}, {1, 16}});
    benchmark->UseRealTime()->Unit(benchmark::kMicrosecond);
}

BENCHMARK(sqlite)->Apply(sizes);
BENCHMARK(postgres)->Apply(sizes);

} // namespace
} // namespace bascule::store

BENCHMARK_MAIN();
