#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "mapping/jid.hpp"

#include <optional>
#include <string>

namespace bascule::bridge {

/// Where people of XMPP ask for another avatar of a MUC that we host (XEP-0486 §4.1).
class HostedFaces {
public:
    virtual ~HostedFaces() = default;
    /// `bytes` are a picture; empty takes the avatar away. `asker` is a full JID. Returns the error, or nothing where
    /// it is done. Throws Outage.
    virtual Task<std::optional<StanzaError>> set_face(mapping::Jid room, mapping::Jid asker, std::string bytes) = 0;
};

} // namespace bascule::bridge
