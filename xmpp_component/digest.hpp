#pragma once

#include <string>
#include <string_view>

namespace bascule::xmpp {

/// SHA-1 as lower-case hexadecimal digits, as XEP-0114 wants it.
std::string sha1_hex(std::string_view text);
/// SHA-1 in Base64, as XEP-0115 wants it.
std::string sha1_base64(std::string_view text);
/// 128 unguessable bits, in hexadecimal digits.
std::string random_id();

} // namespace bascule::xmpp
