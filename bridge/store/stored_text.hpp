#pragma once

#include <optional>
#include <string>

namespace bascule::store {

/// Columns of type text hold valid UTF-8 without NUL (PostgreSQL takes nothing else), yet what users send need not be.
/// So each byte that cannot be stored is written as U+0010 (data link escape) and two lower-case hex digits, and so
/// is U+0010 itself: every text comes back as it went in, and different texts stay different. Neither XML nor JSON may
/// contain U+0010, so in practice nothing is escaped.
void to_stored(std::optional<std::string>& text);

/// The way back.
void from_stored(std::optional<std::string>& text);

} // namespace bascule::store
