#include "bridge/store/postgres/postgres_pipeline.hpp"

#include "bridge/ports/outage.hpp"

#include <array>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule::store {

namespace {

// SQLSTATE classes and codes that say something about the server's or the transaction's luck, not about the statement.
constexpr std::array outage_prefixes{
    "08",    // connection exception
    "25006", // read-only transaction: a former primary
    "40",    // transaction rollback: deadlock, serialization
    "53",    // insufficient resources, disk full
    "55P03", // lock not available
    "57",    // operator intervention: shutdown, cancelled
    "58",    // system error
    "XX",    // internal error
};

bool is_outage(std::string_view state) {
    if (state == "08P01") {
        return false; // protocol violation: we have counted the parameters wrong
    }
    for (const std::string_view prefix : outage_prefixes) {
        if (state.starts_with(prefix)) {
            return true;
        }
    }
    return state.empty();
}

std::string field_of(const PGresult& result, int field) {
    const char* text = PQresultErrorField(&result, field);
    return text == nullptr ? "" : text;
}

std::exception_ptr failure_of(const PGresult& result, const std::string& name) {
    const auto state = field_of(result, PG_DIAG_SQLSTATE);
    const auto message = "database " + name + ": " + field_of(result, PG_DIAG_MESSAGE_PRIMARY);
    if (is_outage(state)) {
        return std::make_exception_ptr(bridge::Outage{message + " (SQLSTATE " + state + ")"});
    }
    return std::make_exception_ptr(SqlError{message, state});
}

std::int64_t affected_by(const PGresult& result) {
    // Both only read, though their declarations do not say so. A SELECT would give the rows it found.
    auto* const readable = const_cast<PGresult*>(&result);
    const std::string_view command = PQcmdStatus(readable);
    return command.starts_with("SELECT") ? 0 : std::atoll(PQcmdTuples(readable));
}

Rows rows_of(const PGresult& result) {
    Rows answer;
    for (int row = 0; row < PQntuples(&result); ++row) {
        std::vector<Value> columns;
        for (int column = 0; column < PQnfields(&result); ++column) {
            columns.emplace_back();
            if (PQgetisnull(&result, row, column) == 0) {
                const auto size = static_cast<std::size_t>(PQgetlength(&result, row, column));
                columns.back().emplace(PQgetvalue(&result, row, column), size);
            }
        }
        answer.rows.emplace_back(std::move(columns));
    }
    answer.affected = affected_by(result);
    return answer;
}

} // namespace

void PostgresPipeline::send(std::vector<PostgresRequest> group) {
    for (const auto& request : group) {
        for (const auto& statement : request.batch) {
            prepare(statement);
        }
    }
    // A deque's elements stay where they are.
    const auto& sent = expected_.emplace_back(Expected{std::move(group), {}, {}}).group;
    for (const auto& request : sent) {
        for (const auto& statement : request.batch) {
            send_statement(statement);
        }
    }
    end_with_sync();
}

// Under a Sync of its own, so that it stands even where the batch, or one before, fails.
void PostgresPipeline::prepare(const Statement& statement) {
    const auto& sql = statement.sql;
    if (statement.plan == Plan::once || prepared_.contains(sql)) {
        return;
    }
    const auto& statement_name = prepared_.emplace(sql, "s" + std::to_string(++names_given_)).first->second;
    expected_.push_back(Expected{{}, {}, sql});
    check(PQsendPrepare(&connection_, statement_name.c_str(), sql.c_str(), 0, nullptr));
    end_with_sync();
}

void PostgresPipeline::send_statement(const Statement& statement) {
    std::vector<const char*> values;
    for (const auto& parameter : statement.parameters) {
        values.push_back(parameter ? parameter->c_str() : nullptr);
    }
    const auto count = static_cast<int>(values.size());
    if (statement.plan == Plan::once) {
        check(
            PQsendQueryParams(&connection_, statement.sql.c_str(), count, nullptr, values.data(), nullptr, nullptr, 0));
        return;
    }
    check(PQsendQueryPrepared(&connection_, prepared_.at(statement.sql).c_str(), count, values.data(), nullptr, nullptr,
                              0));
}

void PostgresPipeline::end_with_sync() {
    check(PQpipelineSync(&connection_));
}

void PostgresPipeline::check(int succeeded) const {
    if (succeeded != 1) {
        throw bridge::Outage{"database " + name_ + ": " + pq_error(connection_)};
    }
}

bool PostgresPipeline::take_answers() {
    bool any = false;
    bool was_null = false;
    while (!expected_.empty() && PQisBusy(&connection_) == 0) {
        const PqResult result{PQgetResult(&connection_)};
        // One null ends a statement's results; two say that libpq expects no more, though we do.
        if (PQstatus(&connection_) == CONNECTION_BAD || (!result && was_null)) {
            throw bridge::Outage{"database " + name_ + ": " + pq_error(connection_)};
        }
        was_null = !result;
        if (result) {
            take(*result);
            any = true;
        }
    }
    return any;
}

void PostgresPipeline::take(const PGresult& result) {
    auto& outcome = expected_.front().outcome;
    switch (PQresultStatus(&result)) {
        case PGRES_PIPELINE_SYNC:
            take_sync();
            return;
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
            outcome.answers.push_back(rows_of(result));
            return;
        case PGRES_PIPELINE_ABORTED:
            return; // what failed before it has been told
        default:
            if (!outcome.failure) {
                outcome.failure = failure_of(result, name_);
            }
    }
}

void PostgresPipeline::take_sync() {
    auto ended = std::move(expected_.front());
    expected_.pop_front();
    if (!ended.group.empty()) {
        end_group(std::move(ended.group), std::move(ended.outcome));
    } else if (ended.outcome.failure) {
        prepared_.erase(ended.preparing);
        // What it was prepared for comes next, and fails only because of this.
        expected_.front().outcome.failure = ended.outcome.failure;
    }
}

void PostgresPipeline::end_group(std::vector<PostgresRequest> group, Outcome outcome) {
    if (outcome.failure && group.size() == 1) {
        group.front().reply->set(std::move(outcome));
        return;
    }
    if (outcome.failure) {
        for (auto& request : group) {
            std::vector<PostgresRequest> alone;
            alone.push_back(std::move(request));
            send(std::move(alone));
        }
        return;
    }
    auto next = std::make_move_iterator(outcome.answers.begin());
    for (const auto& request : group) {
        const auto end = std::next(next, std::ssize(request.batch));
        request.reply->set(Outcome{std::vector<Rows>(next, end), nullptr});
        next = end;
    }
}

void PostgresPipeline::abandon(const std::exception_ptr& failure) {
    for (const auto& unanswered : std::exchange(expected_, {})) {
        for (const auto& request : unanswered.group) {
            request.reply->set(Outcome{{}, failure});
        }
    }
}

} // namespace bascule::store
