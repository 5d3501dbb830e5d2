#pragma once

#include "bridge/ports/moderation_memory.hpp"
#include "bridge/ports/muc_admin.hpp"
#include "bridge/ports/room_admin.hpp"

namespace bascule::bridge {

/// What moderation asks of both sides and of the store.
struct ModerationPorts {
    RoomAdmin& room_admin;
    MucAdmin& muc_admin;
    MucFace& muc_face;
    MucInviter& muc_inviter;
    Expulsions& expulsions;
    RoomFaces& faces;
    PortalMoves& portal_moves;
};

} // namespace bascule::bridge
