#include "bridge/store/sqlite/sqlite_connection.hpp"

#include "bridge/ports/outage.hpp"

#include <array>
#include <charconv>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace bascule::store {

namespace {

constexpr int busy_timeout_ms = 5'000;

constexpr std::array settings{
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL", // each commit waits for the disk
    "PRAGMA journal_size_limit = 67108864",
};

// The nearest SQLSTATE of a refusal; null where the error is the world's and not the statement's.
const char* sqlstate_of(int extended_code) {
    switch (extended_code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
            return sqlstate::unique_violation;
        case SQLITE_CONSTRAINT_NOTNULL:
            return "23502";
        default:
            break;
    }
    switch (extended_code & 0xFF) {
        case SQLITE_CONSTRAINT:
            return "23000";
        case SQLITE_ERROR:
            return "42000";
        case SQLITE_MISMATCH:
            return "22000";
        case SQLITE_TOOBIG:
            return "54000";
        case SQLITE_RANGE:
        case SQLITE_MISUSE:
            return "HY000";
        default:
            return nullptr;
    }
}

// Undoes whatever becomes of the statement's run, so that it can be run again.
class ResetAtEnd {
public:
    explicit ResetAtEnd(sqlite3_stmt* handle) : handle_{handle} {}
    ResetAtEnd(const ResetAtEnd&) = delete;
    ResetAtEnd& operator=(const ResetAtEnd&) = delete;
    ResetAtEnd(ResetAtEnd&&) = delete;
    ResetAtEnd& operator=(ResetAtEnd&&) = delete;
    ~ResetAtEnd() {
        sqlite3_reset(handle_);
        sqlite3_clear_bindings(handle_);
    }

private:
    sqlite3_stmt* handle_;
};

Row read_row(sqlite3_stmt* handle) {
    std::vector<Value> columns;
    for (int at = 0; at < sqlite3_column_count(handle); ++at) {
        if (sqlite3_column_type(handle, at) == SQLITE_NULL) {
            columns.emplace_back();
            continue;
        }
        // The size is that of the form asked for last, hence after the bytes.
        const auto* text = sqlite3_column_blob(handle, at);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle, at));
        columns.emplace_back(std::string(static_cast<const char*>(text), text == nullptr ? 0 : size));
    }
    return Row{std::move(columns)};
}

// SQLite numbers named parameters by first use, so which `$n` stands at a place has to be asked.
std::size_t parameter_at(sqlite3_stmt* handle, int place) {
    const char* parameter = sqlite3_bind_parameter_name(handle, place);
    const std::string_view name = parameter == nullptr ? "" : parameter;
    std::size_t number = 0;
    if (name.starts_with('$')) {
        std::from_chars(name.data() + 1, name.data() + name.size(), number);
    }
    return number;
}

} // namespace

SqliteConnection::SqliteConnection(const SqliteFile& file) : name_{file.name()} {
    file.create_if_missing();
    sqlite3* opened = nullptr;
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(file.path().c_str(), &opened, flags, nullptr);
    connection_.reset(opened);
    if (code != SQLITE_OK) {
        throw std::runtime_error{"database " + name_ + ": " + sqlite3_errmsg(opened)};
    }
    sqlite3_busy_timeout(opened, busy_timeout_ms);
    if (sqlite3_db_readonly(opened, "main") == 1) {
        throw std::runtime_error{"database " + name_ + ": the file is not writable for the user that runs bascule"};
    }
    for (const auto* setting : settings) {
        execute(setting);
    }
}

std::vector<Outcome> SqliteConnection::run(const std::vector<Batch>& group) {
    std::vector<Outcome> outcomes(group.size());
    try {
        run_in_transaction(group, outcomes);
    } catch (...) { // carried to everyone whose batch was undone by it
        for (auto& outcome : outcomes) {
            if (!outcome.failure) {
                outcome = Outcome{{}, std::current_exception()};
            }
        }
        if (sqlite3_get_autocommit(connection_.get()) == 0) {
            sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        }
    }
    return outcomes;
}

void SqliteConnection::run_in_transaction(const std::vector<Batch>& group, std::vector<Outcome>& outcomes) {
    execute("BEGIN IMMEDIATE");
    for (std::size_t at = 0; at < group.size(); ++at) {
        outcomes[at] = group.size() == 1 ? run_alone(group[at]) : run_in_savepoint(group[at]);
    }
    execute("COMMIT");
}

Outcome SqliteConnection::run_alone(const Batch& batch) {
    return Outcome{run_batch(batch), nullptr};
}

Outcome SqliteConnection::run_in_savepoint(const Batch& batch) {
    execute("SAVEPOINT batch");
    Outcome outcome;
    try {
        outcome.answers = run_batch(batch);
    } catch (const std::exception&) {
        if (sqlite3_get_autocommit(connection_.get()) != 0) {
            throw; // so grave that SQLite has undone the whole transaction
        }
        outcome.failure = std::current_exception();
        execute("ROLLBACK TO batch");
    }
    execute("RELEASE batch");
    return outcome;
}

std::vector<Rows> SqliteConnection::run_batch(const Batch& batch) {
    std::vector<Rows> answers;
    answers.reserve(batch.size());
    for (const auto& statement : batch) {
        answers.push_back(run_statement(statement));
    }
    return answers;
}

Rows SqliteConnection::run_statement(const Statement& statement) {
    if (statement.plan == Plan::keep) {
        return step_through(kept(statement.sql), statement);
    }
    const auto handle = prepare(statement.sql, statement.plan);
    return step_through(handle.get(), statement);
}

sqlite3_stmt* SqliteConnection::kept(const std::string& sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end()) {
        return found->second.get();
    }
    return statements_.emplace(sql, prepare(sql, Plan::keep)).first->second.get();
}

SqliteConnection::StatementHandle SqliteConnection::prepare(const std::string& sql, Plan plan) {
    sqlite3_stmt* handle = nullptr;
    const unsigned flags = plan == Plan::keep ? SQLITE_PREPARE_PERSISTENT : 0;
    const auto size = static_cast<int>(sql.size());
    if (sqlite3_prepare_v3(connection_.get(), sql.data(), size, flags, &handle, nullptr) != SQLITE_OK) {
        fail("preparing");
    }
    return StatementHandle{handle};
}

Rows SqliteConnection::step_through(sqlite3_stmt* handle, const Statement& statement) {
    const ResetAtEnd reset{handle};
    bind(handle, statement);
    Rows answer;
    const auto changes_before = sqlite3_total_changes64(connection_.get());
    int code = sqlite3_step(handle);
    while (code == SQLITE_ROW) {
        answer.rows.push_back(read_row(handle));
        code = sqlite3_step(handle);
    }
    if (code != SQLITE_DONE) {
        fail("running");
    }
    answer.affected = sqlite3_total_changes64(connection_.get()) - changes_before;
    return answer;
}

void SqliteConnection::bind(sqlite3_stmt* handle, const Statement& statement) {
    for (int place = 1; place <= sqlite3_bind_parameter_count(handle); ++place) {
        const auto number = parameter_at(handle, place);
        if (number == 0 || number > statement.parameters.size()) {
            throw SqlError{"database " + name_ + ": a parameter of the statement has no value", "07001"};
        }
        const auto& value = statement.parameters[number - 1];
        const int code =
            value ? sqlite3_bind_text64(handle, place, value->data(), value->size(), SQLITE_STATIC, SQLITE_UTF8)
                  : sqlite3_bind_null(handle, place);
        if (code != SQLITE_OK) {
            fail("binding");
        }
    }
}

void SqliteConnection::execute(const char* sql) {
    if (sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        fail(sql);
    }
}

void SqliteConnection::fail(const std::string& what) const {
    const int code = sqlite3_extended_errcode(connection_.get());
    const auto message = "database " + name_ + ": " + what + ": " + sqlite3_errmsg(connection_.get());
    if (const auto* sqlstate = sqlstate_of(code)) {
        throw SqlError{message, sqlstate};
    }
    throw bridge::Outage{message};
}

} // namespace bascule::store
