#pragma once

#include "bridge/store/reply.hpp"
#include "bridge/store/sqlite/sqlite_file.hpp"

#include <sqlite3.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace bascule::store {

/// A connection to an SQLite file; every call blocks. Write-ahead log, and each commit is on the disk when it returns.
class SqliteConnection {
public:
    /// Throws std::runtime_error, with the remedy, when the file cannot be used.
    explicit SqliteConnection(const SqliteFile& file);

    /// Runs the batches in their order, all in one transaction so that they share one write to the disk; a batch that
    /// fails is undone alone. Does not throw.
    std::vector<Outcome> run(const std::vector<Batch>& group);

private:
    struct Close {
        void operator()(sqlite3* connection) const noexcept { sqlite3_close_v2(connection); }
        void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
    };
    using StatementHandle = std::unique_ptr<sqlite3_stmt, Close>;

    void run_in_transaction(const std::vector<Batch>& group, std::vector<Outcome>& outcomes);
    Outcome run_alone(const Batch& batch);
    Outcome run_in_savepoint(const Batch& batch);
    std::vector<Rows> run_batch(const Batch& batch);
    Rows run_statement(const Statement& statement);
    StatementHandle prepare(const std::string& sql, Plan plan);
    sqlite3_stmt* kept(const std::string& sql);
    Rows step_through(sqlite3_stmt* handle, const Statement& statement);
    void bind(sqlite3_stmt* handle, const Statement& statement);
    void execute(const char* sql);
    /// Throws Outage or SqlError, as the connection's last error is.
    [[noreturn]] void fail(const std::string& what) const;

    std::string name_;
    std::unique_ptr<sqlite3, Close> connection_;
    std::unordered_map<std::string, StatementHandle> statements_; // by SQL text
};

} // namespace bascule::store
