#pragma once

#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <string>
#include <vector>

namespace bascule::bridge {

/// What somebody's own server tells his contacts (XEP-0163): who it is about, and to which of ours it came.
struct PersonNews {
    mapping::Jid person; ///< bare
    mapping::Jid puppet;
};

/// Where the component tells what it hears of people beside their presence. Both return at once.
class PeopleInbox {
public:
    virtual ~PeopleInbox() = default;
    /// XEP-0172 §4.
    virtual void on_nick(PersonNews news, std::string nick) = 0;
    /// XEP-0084 §4.2; an empty hash: he has taken it away.
    virtual void on_avatar(PersonNews news, std::string hash) = 0;
};

/// m.presence of a Matrix user.
struct UserPresence {
    mapping::UserId user;
    std::string presence; ///< online, unavailable, offline, or what else a homeserver says
    std::string status;
};

/// Where the appservice listener hands over what is not kept: only the newest counts.
class EphemeralInbox {
public:
    virtual ~EphemeralInbox() = default;
    virtual void on_presence(std::vector<UserPresence> presences) = 0;
};

} // namespace bascule::bridge
