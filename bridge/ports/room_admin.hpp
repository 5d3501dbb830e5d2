#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"
#include "mapping/matrix_id.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace bascule::bridge {

/// Somebody who is to be put out of a room, or let in again.
struct Removal {
    mapping::RoomId room;
    mapping::UserId user;
    std::string reason; ///< may be empty
};

/// The rooms that a room followed, or was followed by (Matrix spec, "Room upgrades").
struct RoomLineage {
    std::optional<mapping::RoomId> predecessor; ///< as m.room.create says
    std::optional<mapping::RoomId> successor;   ///< as m.room.tombstone says
};

/// One line of a room's state: a member of the content of an event with an empty key, such as `topic` of m.room.topic.
struct RoomText {
    mapping::RoomId room;
    std::string type;
    std::string member;
    std::string value{};
};

/// What a moderator does in a Matrix room. Every call throws Outage; `as` is the bot or ghost in whose name it is done.
class RoomAdmin {
public:
    virtual ~RoomAdmin() = default;
    virtual Task<Answer<void>> kick(mapping::UserId as, Removal removal) = 0;
    virtual Task<Answer<void>> ban(mapping::UserId as, Removal removal) = 0;
    /// To unban who is not banned is fine.
    virtual Task<Answer<void>> unban(mapping::UserId as, Removal removal) = 0;
    /// Gives these users these powers and leaves all others as they are: one event, or none where nothing changes.
    virtual Task<Answer<void>> change_powers(mapping::UserId as, mapping::RoomId room,
                                             std::map<mapping::UserId, std::int64_t> powers) = 0;
    /// The value of this line; empty where there is none.
    virtual Task<Answer<std::string>> state_text(mapping::UserId as, RoomText line) = 0;
    virtual Task<Answer<void>> set_state_text(mapping::UserId as, RoomText line) = 0;
    virtual Task<Answer<RoomLineage>> lineage(mapping::UserId as, mapping::RoomId room) = 0;
};

} // namespace bascule::bridge
