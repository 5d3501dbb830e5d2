#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bascule::xmpp {

std::string base64_encoded(std::string_view bytes);
/// Whitespace in between is left out; nothing where the rest is no Base64.
std::optional<std::string> base64_decoded(std::string_view text);

} // namespace bascule::xmpp
