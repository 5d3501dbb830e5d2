#pragma once

#include "bridge/ports/homeserver.hpp"

namespace bascule::bridge {

/// The homeserver's list of rooms that stand for those of the other network (CS API, "Listing rooms", application
/// service room directories). Doing again what is done is fine. Every call throws Outage.
class RoomDirectoryPublisher {
public:
    virtual ~RoomDirectoryPublisher() = default;
    virtual Task<Answer<void>> publish(mapping::RoomId room) = 0;
    virtual Task<Answer<void>> withdraw(mapping::RoomId room) = 0;
};

} // namespace bascule::bridge
