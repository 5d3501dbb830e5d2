#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/portraits.hpp"
#include "mapping/jid.hpp"

#include <optional>
#include <string>

namespace bascule::bridge {

/// Whose picture, and who asks for it.
struct AvatarQuestion {
    mapping::Jid asker; ///< one of ours whom they will answer
    mapping::Jid whom;  ///< a bare JID, or an occupant of a MUC that the asker is in
    std::string hash;   ///< which one; empty: whatever there is
};

/// The pictures of XMPP people: XEP-0084 where the hash is known, else XEP-0054.
class AvatarSource {
public:
    virtual ~AvatarSource() = default;
    /// Its type is what he calls it, and may be empty; without bytes where he has none. Nothing where he does not show
    /// it, or it is too large. Throws Outage, also where his server does not answer.
    virtual Task<std::optional<Portrait>> fetch(AvatarQuestion question) = 0;
};

} // namespace bascule::bridge
