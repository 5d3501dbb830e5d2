#pragma once

#include "bridge/muc/moderation/room_context.hpp"
#include "bridge/ports/room_admin.hpp"

#include <string>

namespace bascule::bridge {

/// Sets this line of the room's state as the bot. Where it may not, that is said once in the room; `what` is the line
/// in words, such as "topic". Throws Outage.
Task<void> show_as_bot(RoomContext& context, RoomText line, std::string what);
/// Says that the MUC's new topic, name or avatar cannot be shown, and who can change that. Throws Outage.
Task<void> tell_not_shown(RoomContext& context, std::string type, std::string what);

} // namespace bascule::bridge
