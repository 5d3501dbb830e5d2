#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// Text as part of a JID's local part (XEP-0106 §4.2): the characters that nodeprep refuses become `\20`, `\22` and
/// so on, and a backslash that would begin such an escape becomes `\5c`.
std::string jid_escape(std::string_view text);

/// The text that jid_escape made this of; nothing where it makes this of none.
std::optional<std::string> jid_unescape(std::string_view escaped);

} // namespace bascule::mapping
