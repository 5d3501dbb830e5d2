#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/people/moods.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/ghost_profiles.hpp"
#include "bridge/ports/registry.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <map>
#include <set>
#include <utility>

namespace bascule::bridge {

/// Shows the presence of XMPP contacts on the Matrix side, while the policy says so, for those who have a direct room
/// with whom they show it to. Several changes of one person within a moment are one; a homeserver forgets within half a
/// minute, so who is here is told of again and again.
class ContactMoods {
public:
    struct Ports {
        GhostProfiles& profiles;
        Portals& portals;
    };

    ContactMoods(const boost::asio::any_io_executor& executor, Ports ports, const Policy& policy);

    /// The peer's ghost, and the user whose puppet was shown this.
    void note(const mapping::UserId& ghost, const mapping::UserId& user, const ContactPresence& presence);
    /// Nobody of the XMPP side is seen any more.
    void lose_all();
    /// Runs until cancelled.
    Task<void> keep();

private:
    struct Contact {
        Whereabouts whereabouts;
        mapping::Jid peer;
        mapping::UserId user;
    };
    Task<void> tell(mapping::UserId ghost);
    Task<void> tell_waiting();

    Ports ports_;
    const Policy& policy_;
    std::map<mapping::UserId, Contact> contacts_; // by ghost
    std::set<mapping::UserId> waiting_;
    Signal changed_;
};

} // namespace bascule::bridge
