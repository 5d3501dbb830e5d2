#pragma once

#include "bridge/async/task.hpp"
#include "bridge/commands/private_rooms.hpp"
#include "bridge/commands/text_commands.hpp"
#include "bridge/direct/direct_rooms.hpp"
#include "bridge/ports/formatted_notices.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/registry.hpp"
#include "mapping/message.hpp"

namespace bascule::bridge {

/// The commands that people give in Matrix rooms: `!xmpp <name> <words…>`.
class Commander {
public:
    struct Ports {
        Homeserver& homeserver;
        FormattedNotices& notices;
        Portals& portals;
    };
    Commander(Ports ports, CommandTable& table, DirectRooms& direct_rooms, mapping::UserId bot);

    static bool is_command(const mapping::Message& message);
    /// Runs it and answers in the room, or to the asker alone. Throws Outage.
    Task<void> run(MatrixEvent event);

private:
    struct Spot {
        Place place = Place::other_room;
        mapping::UserId speaker; ///< who answers for the bridge there
    };
    Task<Spot> spot_of(mapping::RoomId room);
    Task<void> tell(const Spot& spot, const CommandCall& call, const CommandAnswer& answer);
    Task<void> tell_alone(const Spot& spot, const CommandCall& call, const CommandAnswer& answer);
    Task<bool> post(mapping::UserId as, mapping::RoomId room, const CommandAnswer& answer, std::string key);

    Ports ports_;
    const CommandTable& table_;
    DirectRooms& direct_rooms_;
    mapping::UserId bot_;
    TextCommands commands_;
    PrivateRooms private_rooms_;
};

} // namespace bascule::bridge
