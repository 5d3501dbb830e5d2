#pragma once

#include "bridge/store/open_database.hpp"
#include "bridge/store/reply.hpp"
#include "bridge/store/sqlite/sqlite_connection.hpp"
#include "bridge/store/sqlite/sqlite_file.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace bascule::store {

/// SQLite on a thread of its own: batches go there over a queue (the one place of the store with a mutex), outcomes
/// come back over the executor. Batches that wait together share one write to the disk.
class SqliteDatabase final : public Database {
public:
    /// Opens the file; throws std::runtime_error, with the remedy, when it cannot be used.
    SqliteDatabase(boost::asio::any_io_executor executor, const SqliteFile& file, Tenancy tenancy);
    SqliteDatabase(const SqliteDatabase&) = delete;
    SqliteDatabase& operator=(const SqliteDatabase&) = delete;
    SqliteDatabase(SqliteDatabase&&) = delete;
    SqliteDatabase& operator=(SqliteDatabase&&) = delete;
    /// Waits for what is in hand.
    ~SqliteDatabase() override;

    Engine engine() const noexcept override { return Engine::sqlite; }
    const std::string& name() const noexcept override { return name_; }
    Task<void> close() override;

private:
    struct Job {
        Batch batch;
        std::shared_ptr<Reply> reply;
    };

    Task<std::vector<Rows>> execute(Batch batch) override;
    void work();
    std::vector<Job> take_waiting();
    void run(std::vector<Job> jobs);
    void stop();

    boost::asio::any_io_executor executor_;
    std::string name_;
    std::optional<SqliteLock> lock_;
    std::optional<SqliteConnection> connection_; // used by the thread alone
    std::mutex mutex_;                           // guards the two below
    std::deque<Job> waiting_;
    bool is_closed_ = false;
    std::condition_variable changed_;
    std::thread thread_;
};

} // namespace bascule::store
