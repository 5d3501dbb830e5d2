#pragma once

#include "bridge/async/task.hpp"
#include "bridge/commands/command.hpp"
#include "bridge/direct/direct_rooms.hpp"
#include "bridge/notices.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/registry.hpp"
#include "mapping/message.hpp"

#include <string>
#include <vector>

namespace bascule::bridge {

/// The commands that people give in Matrix rooms: `!xmpp <name> <words…>`. One table; whoever adds a command adds a
/// row.
class Commander {
public:
    Commander(Homeserver& homeserver, Portals& portals, DirectRooms& direct_rooms, const Policy& policy,
              mapping::UserId bot);

    void add(Command command) { commands_.push_back(std::move(command)); }

    static bool is_command(const mapping::Message& message);
    /// Runs it and answers in the room. Throws Outage.
    Task<void> run(MatrixEvent event);

private:
    Task<std::string> answer(CommandCall call, std::string name);
    std::string help(mapping::Permission permission) const;
    Task<mapping::UserId> speaker_in(mapping::RoomId room);

    Portals& portals_;
    DirectRooms& direct_rooms_;
    const Policy& policy_;
    mapping::UserId bot_;
    Notices notices_;
    std::vector<Command> commands_;
};

} // namespace bascule::bridge
