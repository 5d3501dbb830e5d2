#pragma once

#include "mapping/conversation/span.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// Where a text names somebody as people of chat rooms do: `Nick: …` or `Nick, …` at its beginning, `@Nick` anywhere.
/// Nothing where it does not.
std::optional<Span> name_in(std::string_view body, std::string_view name);

/// The bytes of a part of a body; what is beyond its end is left out.
std::string_view part_of(std::string_view body, Span span) noexcept;
/// How many code points a text has; of what is no UTF-8 each byte counts as one.
std::size_t code_points(std::string_view text) noexcept;

} // namespace bascule::mapping
