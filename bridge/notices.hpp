#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"

#include <string>

namespace bascule::bridge {

/// What the bridge itself has to say in a Matrix room: an m.notice, in plain words.
class Notices {
public:
    explicit Notices(Homeserver& homeserver) : homeserver_{homeserver} {}

    /// `about` names the cause, and becomes the transaction id: while the homeserver remembers that, the same cause
    /// gives one notice. How long is up to it (CS API, "Transaction identifiers"; Synapse: about half an hour, and not
    /// beyond a restart); told again later, it is a second notice. A room that refuses it is not told.
    Task<void> tell(mapping::UserId as, mapping::RoomId room, std::string about, std::string text) const;

private:
    Homeserver& homeserver_;
};

} // namespace bascule::bridge
