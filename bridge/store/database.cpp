#include "bridge/store/database.hpp"

#include "bridge/store/stored_text.hpp"

#include <charconv>
#include <utility>

namespace bascule::store {

Value number(std::int64_t value) {
    return std::to_string(value);
}

const Value& Row::value(std::size_t column) const {
    return columns_.at(column);
}

const std::string& Row::text(std::size_t column) const {
    const auto& found = value(column);
    if (!found) {
        throw std::logic_error{"column " + std::to_string(column) + " is NULL"};
    }
    return *found;
}

std::int64_t Row::number(std::size_t column) const {
    const auto& digits = text(column);
    std::int64_t parsed = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        throw std::logic_error{"column " + std::to_string(column) + " is no number"};
    }
    return parsed;
}

SqlError::SqlError(const std::string& message, std::string sqlstate)
    : std::logic_error{message + " (SQLSTATE " + sqlstate + ")"}, sqlstate_{std::move(sqlstate)} {}

Task<std::vector<Rows>> Database::run(Batch batch) {
    for (auto& statement : batch) {
        for (auto& parameter : statement.parameters) {
            to_stored(parameter);
        }
    }
    auto answers = co_await execute(std::move(batch));
    for (auto& answer : answers) {
        for (auto& row : answer.rows) {
            for (auto& column : row.columns()) {
                from_stored(column);
            }
        }
    }
    co_return answers;
}

Task<Rows> Database::query(std::string sql, std::vector<Value> parameters) {
    Batch batch;
    batch.push_back(Statement{std::move(sql), std::move(parameters)});
    auto answers = co_await run(std::move(batch));
    co_return std::move(answers.at(0));
}

} // namespace bascule::store
