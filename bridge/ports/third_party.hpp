#pragma once

#include "bridge/async/task.hpp"

#include <string>
#include <vector>

namespace bascule::bridge {

/// The same person or room in Matrix and in XMPP.
struct ThirdPartyMatch {
    std::string matrix_id; ///< a user id, or an alias
    std::string address;   ///< a bare JID
};
using ThirdPartyMatches = std::vector<ThirdPartyMatch>;

/// Who asks the homeserver for people and rooms of XMPP is answered here (AS API, "Third-party networks"). Nothing is
/// made by being looked for: that an id is answered does not say that there is somebody. No answer for what is no
/// address. Every call throws Outage.
class ThirdPartyLookup {
public:
    virtual ~ThirdPartyLookup() = default;
    virtual Task<ThirdPartyMatches> users_by_jid(std::string jid) = 0;
    virtual Task<ThirdPartyMatches> rooms_by_jid(std::string jid) = 0;
    virtual Task<ThirdPartyMatches> users_by_id(std::string user_id) = 0;
    virtual Task<ThirdPartyMatches> rooms_by_alias(std::string alias) = 0;
};

} // namespace bascule::bridge
