#pragma once

#include "bridge/async/task.hpp"
#include "bridge/notices.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/told_marks.hpp"

#include <cstdint>
#include <string>

namespace bascule::bridge {

/// What the bot says unasked in rooms that are bridged to nothing, so that who turns to it is not met with silence.
/// Everything throws Outage; done again after one, it is said once.
class BotChats {
public:
    struct Ports {
        Homeserver& homeserver;
        ToldMarks& told;
        const EventCodec& codec;
        MatrixInbox& inbox;
        Clock now;
    };
    BotChats(Ports ports, mapping::UserId bot);

    /// The bot has come into a room by this invitation. It greets whom it is alone with, and takes the commands that
    /// were said since the invitation as if they had just arrived.
    Task<void> on_joined(MatrixEvent invitation);
    /// Somebody said what is no command: where he is alone with the bot he gets a hint, once an hour.
    Task<void> on_message(MatrixEvent event);
    /// The room has become encrypted, or somebody sent there what we cannot read.
    Task<void> on_encryption(MatrixEvent event);

private:
    enum class Company { none, one, more }; ///< of the bot in a room
    Task<Company> company_in(mapping::RoomId room);
    Task<bool> is_due(std::string what, std::int64_t pause_ms);
    Task<void> tell_encrypted(MatrixEvent cause);
    Task<void> greet(MatrixEvent invitation, RoomRights rights);
    Task<void> catch_up(MatrixEvent invitation);

    Ports ports_;
    mapping::UserId bot_;
    Notices notices_;
};

} // namespace bascule::bridge
