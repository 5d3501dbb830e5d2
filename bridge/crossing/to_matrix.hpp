#pragma once

#include "bridge/crossing/to_xmpp.hpp"

namespace bascule::bridge {

/// What XMPP says as Matrix is told it. As ToXmpp.
class ToMatrix {
public:
    explicit ToMatrix(CrossingMemory memory) : memory_{memory} {}

    Task<Crossing> cross(XmppSaying saying, mapping::Message message, Venue venue);
    Task<Crossing> cross(XmppSaying saying, mapping::Act act, Venue venue);

    /// What there is to remember once this part has become this event.
    Task<void> remember(XmppSaying saying, Passage passage, mapping::EventId event, Venue venue);

private:
    CrossingMemory memory_;
};

} // namespace bascule::bridge
