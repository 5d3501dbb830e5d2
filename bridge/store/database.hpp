#pragma once

#include "bridge/async/task.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace bascule::store {

using bridge::Task;

/// A parameter or a column: any bytes; none is SQL's NULL.
using Value = std::optional<std::string>;

Value number(std::int64_t value);

/// Whether the database should keep what it has worked out for a statement, because it will come again.
enum class Plan { keep, once };

/// SQL that both engines understand; its parameters are `$1`, `$2`, …, given as text.
struct Statement {
    std::string sql;
    std::vector<Value> parameters = {};
    Plan plan = Plan::keep;
};

/// Statements that take effect together or not at all.
using Batch = std::vector<Statement>;

/// A row of an answer. Asking for what is not there (a column beyond the last, the text of a NULL) is a mistake in our
/// SQL and throws std::logic_error.
class Row {
public:
    explicit Row(std::vector<Value> columns) : columns_{std::move(columns)} {}

    const Value& value(std::size_t column) const;
    const std::string& text(std::size_t column) const;
    std::int64_t number(std::size_t column) const;
    std::vector<Value>& columns() noexcept { return columns_; }

private:
    std::vector<Value> columns_;
};

/// What one statement answered.
struct Rows {
    std::vector<Row> rows;
    std::int64_t affected = 0; ///< rows inserted, updated or deleted
};

/// The database understood the statement and refused it: a constraint, or a mistake in our SQL. Repeating does not
/// help.
class SqlError : public std::logic_error {
public:
    SqlError(const std::string& message, std::string sqlstate);
    /// Five characters as in the SQL standard; SQLite's errors are given the nearest.
    const std::string& sqlstate() const noexcept { return sqlstate_; }

private:
    std::string sqlstate_;
};

namespace sqlstate {
inline constexpr const char* unique_violation = "23505";
} // namespace sqlstate

/// The engines differ in what SQL does not standardise, which only migrations need to know.
enum class Engine { sqlite, postgres };

/// A database that runs batches, each as one transaction. Batches take effect in the order of the calls. There are no
/// interactive transactions: what must be decided in between is decided by SQL.
class Database {
public:
    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    Database(Database&&) = delete;
    Database& operator=(Database&&) = delete;
    virtual ~Database() = default;

    /// Returns each statement's answer when the whole batch is durable. Throws bridge::Outage when the database is
    /// away or breaks meanwhile (whether the batch took effect is then unknown), SqlError when it refuses a statement
    /// (the batch then had no effect). A caller that is cancelled meanwhile does not undo its batch.
    Task<std::vector<Rows>> run(Batch batch);
    /// The same for a single statement.
    Task<Rows> query(std::string sql, std::vector<Value> parameters);

    virtual Engine engine() const noexcept = 0;
    /// Where it is, for messages: never with a password.
    virtual const std::string& name() const noexcept = 0;
    /// Ends what is in hand and lets go of the database; calls after that throw Outage. Must have returned before the
    /// database is destroyed, unless its io_context has ended.
    virtual Task<void> close() = 0;

private:
    /// Does what run() promises; values are text as both engines can hold it (see stored_text.hpp).
    virtual Task<std::vector<Rows>> execute(Batch batch) = 0;
};

} // namespace bascule::store
