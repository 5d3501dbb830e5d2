#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bascule::xmpp {

/// RFC 4648 §4, without line breaks.
std::string base64_of(std::string_view bytes);
/// The bytes; white space is passed over, as people wrap the lines of a vCard. Nothing for what is no Base64.
std::optional<std::string> bytes_of_base64(std::string_view text);

} // namespace bascule::xmpp
