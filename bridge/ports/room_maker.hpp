#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <optional>
#include <string>

namespace bascule::bridge {

/// What a room says of the MUC that it is bridged to (`m.bridge`, MSC2346).
struct BridgeNote {
    mapping::Jid muc;
    std::string name;                     ///< of the MUC; may be empty
    std::optional<mapping::UserId> maker; ///< who asked for the bridge, where somebody did
};

/// Who may enter a room: anybody, or who is invited by the bridge.
enum class RoomAccess { open, by_invitation };
/// Whether the homeserver shows a room in its public list.
enum class RoomListing { listed, unlisted };

/// A room that the bot makes for a MUC, and in which it may do everything. It has no alias yet.
struct RoomRequest {
    std::string name;
    std::string topic; ///< may be empty
    RoomAccess access = RoomAccess::open;
    RoomListing listing = RoomListing::unlisted;
    BridgeNote note;
};

/// Rooms that the bridge makes for MUCs, and what rooms say of their bridge. Every call is made as the bot and throws
/// Outage.
class RoomMaker {
public:
    virtual ~RoomMaker() = default;

    virtual Task<Answer<mapping::RoomId>> create_room(RoomRequest request) = 0;
    /// The alias becomes the room's own name. One that leads there already is fine.
    virtual Task<Answer<void>> give_alias(mapping::RoomAlias alias, mapping::RoomId room) = 0;
    /// The alias leads to this room from now on, which is called otherwise.
    virtual Task<Answer<void>> lend_alias(mapping::RoomAlias alias, mapping::RoomId room) = 0;
    /// One that leads nowhere is fine.
    virtual Task<Answer<void>> remove_alias(mapping::RoomAlias alias) = 0;
    /// From now on nobody enters but who is invited.
    virtual Task<Answer<void>> close_room(mapping::RoomId room) = 0;
    virtual Task<Answer<void>> announce(mapping::RoomId room, BridgeNote note) = 0;
    /// The room says no more that it is bridged to this MUC.
    virtual Task<Answer<void>> withdraw(mapping::RoomId room, mapping::Jid muc) = 0;
};

} // namespace bascule::bridge
