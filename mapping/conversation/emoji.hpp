#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// The emoji without variation selectors (U+FE0E, U+FE0F): two that differ in nothing else are the same (XEP-0444 §3).
std::string without_selectors(std::string_view emoji);

/// Does it look like an emoji, as XEP-0444 wants it, and not like words or a picture's address?
bool is_emoji(std::string_view text);

/// The number on a keycap such as 2️⃣ or 🔟; nothing for anything else.
std::optional<int> keycap_number(std::string_view emoji);
/// The keycap of a number from 1 to 10; else the number itself.
std::string keycap(int number);

} // namespace bascule::mapping
