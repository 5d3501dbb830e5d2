#pragma once

#include "mapping/jid.hpp"

#include <string>
#include <string_view>

namespace bascule::mapping {

/// XEP-0421: what names an occupant of a MUC of ours, the same for ever and in no other room; who he is cannot be told
/// from it. `person` is a bare JID or a user id. 43 characters: base64url of HMAC-SHA256(secret, room NUL person).
std::string occupant_id(std::string_view secret, const Jid& room, std::string_view person);

} // namespace bascule::mapping
