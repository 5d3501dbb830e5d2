#pragma once

#include "bridge/people/people_watch.hpp"
#include "bridge/ports/ghost_profiles.hpp"
#include "bridge/ports/people_inbox.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>

// How presence looks on the other side. Pure.
namespace bascule::bridge {

/// Of a Matrix user: whoever is offline may be written to all the same, so his puppet is only far away.
Mood mood_of(const UserPresence& presence);

/// What the resources of one XMPP person show.
class Whereabouts {
public:
    /// He shows this at a resource, or is gone from it.
    void note(const ContactPresence& presence);
    /// What all of them together come to; the most available one counts (RFC 6121 §4.7.2.1).
    GhostPresence together() const;
    bool is_anywhere() const noexcept { return !resources_.empty(); }

private:
    std::map<std::string, Mood> resources_;
};

} // namespace bascule::bridge
