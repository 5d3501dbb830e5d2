#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"

#include <map>

namespace bascule::bridge {

/// Rooms in which the bot is alone with somebody: where it says what is nobody else's business.
class PrivateRooms {
public:
    PrivateRooms(Homeserver& homeserver, mapping::UserId bot);

    /// Nobody is in the room but two, of whom this is one.
    Task<bool> is_private(mapping::UserId member, mapping::RoomId room);
    /// The room of the bot and him, to which he is invited where he is not in it. Throws Outage.
    Task<Answer<mapping::RoomId>> of(mapping::UserId user);

private:
    Homeserver& homeserver_;
    mapping::UserId bot_;
    std::map<mapping::UserId, mapping::RoomId> known_; // since they are hard to find
};

} // namespace bascule::bridge
