#pragma once

#include "mapping/jid.hpp"
#include "xmpp_component/stream/stanza_sieve.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace bascule::xmpp {

/// Whose copy of a MUC's messages counts. A MUC sends one to each of our occupants.
class ElectedListeners {
public:
    void elect(const mapping::Jid& room, std::optional<mapping::Jid> occupant);

    /// On the bare opening of a stanza: false for copies of group messages that are certainly not the listener's.
    bool is_wanted(const StanzaOpening& opening) const;
    /// The room has a listener, and this address is not it.
    bool is_only_copy(const mapping::Jid& from, const mapping::Jid& to) const;
    /// The bridge deals with it as a MUC.
    bool is_room(const mapping::Jid& bare) const;

private:
    std::unordered_map<std::string, std::optional<mapping::Jid>> listeners_; // by the room's bare JID
};

} // namespace bascule::xmpp
