#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "mapping/matrix_id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// What a room says of itself, without its members.
struct RoomFacts {
    RoomRights rights; ///< with name and join rule
    std::string topic{};
    std::optional<mapping::UserId> topic_by{};
    std::int64_t topic_at_ms = 0; ///< origin_server_ts
    std::string avatar_url{};     ///< mxc:
};

/// Where somebody stands in a room (m.room.member). Who was never there has left.
struct Standing {
    Membership now = Membership::leave;
    std::optional<mapping::UserId> by{}; ///< whose doing that is; of who is invited, the one who invited him
};

/// The way into rooms that exist, and what is to be seen there. As for Homeserver, every call throws Outage.
class RoomDoor {
public:
    virtual ~RoomDoor() = default;
    /// Joins by an alias, over the servers that it names, or by a room id. Whoever is in already gets in again.
    virtual Task<Answer<mapping::RoomId>> enter(mapping::UserId as, std::string alias_or_id) = 0;
    /// Asks to be let in (CS API, "Knocking on rooms").
    virtual Task<Answer<void>> knock(mapping::UserId as, std::string alias_or_id, std::string reason) = 0;
    virtual Task<Answer<RoomFacts>> facts(mapping::UserId as, mapping::RoomId room) = 0;
    virtual Task<Answer<std::vector<mapping::UserId>>> banned(mapping::UserId as, mapping::RoomId room) = 0;
    /// A Refusal where `as` may not see who is in the room.
    virtual Task<Answer<Standing>> standing(mapping::UserId as, mapping::RoomId room, mapping::UserId user) = 0;
};

/// What one member of a room does to another, in his own name and with his own power; the homeserver judges.
class RoomBench {
public:
    enum class Deed { kick, ban, unban };
    virtual ~RoomBench() = default;
    virtual Task<Answer<void>> act(mapping::UserId as, mapping::RoomId room, mapping::UserId user, Deed deed,
                                   std::string reason) = 0;
    /// Reads m.room.power_levels, changes this one and writes it back.
    virtual Task<Answer<void>> set_power(mapping::UserId as, mapping::RoomId room, mapping::UserId user,
                                         std::int64_t power) = 0;
    virtual Task<Answer<mapping::EventId>> set_topic(mapping::UserId as, mapping::RoomId room, std::string topic) = 0;
};

} // namespace bascule::bridge
