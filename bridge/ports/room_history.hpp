#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "mapping/matrix_id.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

enum class Reading { forwards, backwards };

/// What to read of a room's messages. Tokens are the homeserver's own, and name places between events.
struct HistoryQuery {
    mapping::RoomId room;
    Reading direction = Reading::backwards;
    std::string from{}; ///< empty: from the beginning, or from the end
    std::string to{};   ///< empty: as far as there is something
    int at_most = 100;
    std::optional<mapping::UserId> sender{}; ///< only what he said
};

/// Messages (m.room.message, m.sticker) in the order of reading. Of those that were redacted there is a
/// Tombstone. There may be fewer than asked for, even none, and still more further on.
struct HistoryPage {
    std::vector<MatrixEvent> events;
    std::map<mapping::UserId, std::string> names; ///< the senders' display names in the room, at that time
    std::string next;                             ///< where the following page begins; empty at the end
};

/// An event and the places on both its sides.
struct HistoryPlace {
    MatrixEvent event;
    std::string before;
    std::string after;
    std::string sender_name{}; ///< his display name in the room, at that time
};

/// What was said in rooms, as this user may read it: the homeserver applies history_visibility, the user's own
/// membership, and redactions. A Refusal says that he may not read there, or, of one event, that there is none for
/// him. Every call throws Outage.
class RoomHistory {
public:
    virtual ~RoomHistory() = default;
    virtual Task<Answer<HistoryPage>> page(mapping::UserId as, HistoryQuery query) = 0;
    virtual Task<Answer<HistoryPlace>> around(mapping::UserId as, mapping::RoomId room, mapping::EventId event) = 0;
    /// The event of this time (Unix, milliseconds), or the nearest one in this direction, of any type and whether or
    /// not he may read it; nothing where there is none.
    virtual Task<Answer<std::optional<mapping::EventId>>> nearest(mapping::UserId as, mapping::RoomId room,
                                                                  std::int64_t at_ms, Reading direction) = 0;
};

} // namespace bascule::bridge
