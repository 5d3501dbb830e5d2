#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bascule::xmpp {

/// XEP-0082 `DateTime`, with any offset and fraction, as milliseconds of Unix time.
std::optional<std::int64_t> parse_timestamp(std::string_view text);
/// The same in UTC, with milliseconds. For times of years 0 to 9999.
std::string format_timestamp(std::int64_t unix_ms);

} // namespace bascule::xmpp
