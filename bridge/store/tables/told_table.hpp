#pragma once

#include "bridge/ports/told_marks.hpp"
#include "bridge/store/database.hpp"

#include <string>

namespace bascule::store {

/// What people were told as a table; `what` may be of any length.
class ToldTable final : public bridge::ToldMarks {
public:
    explicit ToldTable(Database& database) : database_{database} {}

    Task<std::optional<std::int64_t>> told_at(std::string what) override;
    Task<void> mark(std::string what, std::int64_t at_ms) override;
    Task<void> forget(std::int64_t before_ms) override;

private:
    Database& database_;
};

} // namespace bascule::store
