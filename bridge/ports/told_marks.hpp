#pragma once

#include "bridge/async/task.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bascule::bridge {

/// What people have been told, and when, so that nobody is told the same again and again. Every call throws Outage when
/// the store cannot be reached.
class ToldMarks {
public:
    virtual ~ToldMarks() = default;
    /// When this was told last (Unix ms); nothing where it never was, or long ago.
    virtual Task<std::optional<std::int64_t>> told_at(std::string what) = 0;
    virtual Task<void> mark(std::string what, std::int64_t at_ms) = 0;
    /// Forgets what was told before this time.
    virtual Task<void> forget(std::int64_t before_ms) = 0;
};

} // namespace bascule::bridge
