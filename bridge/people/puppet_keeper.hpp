#pragma once

#include "bridge/async/task.hpp"
#include "bridge/name_book.hpp"
#include "bridge/ports/homeserver.hpp"

#include <string>
#include <unordered_map>

namespace bascule::bridge {

/// A Matrix user as the XMPP side sees him.
struct Puppet {
    mapping::Jid jid; ///< full, always the same for the same user
    std::string name; ///< display name; the localpart where he has none
};

/// Knows the JIDs and names of puppets. Names are read once from the homeserver and then kept current by note().
class PuppetKeeper {
public:
    PuppetKeeper(Homeserver& homeserver, NameBook& names);

    /// Nothing where the homeserver knows no such user.
    Task<std::optional<Puppet>> find(mapping::UserId user);
    /// Of somebody who is known to exist, such as the sender of an event.
    Task<Puppet> of(mapping::UserId user);
    /// His display name has been seen to be this.
    void note(const mapping::UserId& user, const std::string& name);

private:
    Task<mapping::Jid> full_jid(mapping::UserId user);

    Homeserver& homeserver_;
    NameBook& names_;
    std::unordered_map<mapping::UserId, std::string> display_names_;
};

} // namespace bascule::bridge
