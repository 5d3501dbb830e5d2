#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"

#include <string>

namespace bascule::bridge {

/// What the bridge itself has to say in a Matrix room: an m.notice, in plain words, once.
class Notices {
public:
    explicit Notices(Homeserver& homeserver) : homeserver_{homeserver} {}

    /// `about` names the cause; the same cause never gives two notices. A room that refuses it is not told.
    Task<void> tell(mapping::UserId as, mapping::RoomId room, std::string about, std::string text);

private:
    Homeserver& homeserver_;
};

} // namespace bascule::bridge
