#pragma once

#include "bridge/ports/people_inbox.hpp"
#include "bridge/ports/signs.hpp"

#include <string_view>
#include <vector>

namespace bascule::matrix {

/// What a homeserver pushes and nobody keeps.
struct Ephemeral {
    std::vector<bridge::UserPresence> presences;
    std::vector<bridge::TypingNews> typing;
    std::vector<bridge::ReadNews> reads;
};

/// The ephemeral events of a transaction's JSON (AS API, "Pushing ephemeral data"). What cannot be read is left out,
/// and so are private receipts.
Ephemeral ephemeral_in(std::string_view transaction);

} // namespace bascule::matrix
