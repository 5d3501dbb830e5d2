#pragma once

#include "mapping/result.hpp"

#include <string>
#include <string_view>

namespace bascule::mapping {

/// How a part of an XMPP address is prepared (RFC 6122): local part, domain, resource.
enum class PrepProfile { node, name, resource };

/// What becomes of code points that Unicode 3.2 does not know, such as most emoji (RFC 3454 §7): a query lets them
/// pass, a string that will be stored by a server may not hold them.
enum class PrepSense { query, stored };

/// The prepared form of 1..1023 bytes of UTF-8, itself of 1..1023 bytes and unchanged when prepared again. Fails, with
/// the reason, where the profile refuses a character, or the directions of its writing do not go together.
Result<std::string> prepare(PrepProfile profile, std::string_view text, PrepSense sense);

} // namespace bascule::mapping
