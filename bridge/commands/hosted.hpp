#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/gateway/gateway_rooms.hpp"
#include "mapping/names.hpp"

#include <functional>

// What commands do at a room that the bridge hosts: they are about that room, and for those who are in it.
namespace bascule::bridge {

struct HostedDeed {
    using Run = std::function<Task<CommandAnswer>(CommandCall)>;
    Run run;
    std::function<bool(const CommandCall&)> is_granted{}; ///< as of Command
};
/// The same command, which can be given at hosted rooms too, and there does this.
Command in_hosted_rooms(Command command, HostedDeed deed);

// The rooms, and the names, must outlive what is returned.
HostedDeed hosted_status(GatewayRooms& rooms, const mapping::Names& names);
HostedDeed hosted_members(GatewayRooms& rooms, const mapping::Names& names);
HostedDeed hosted_nick(GatewayRooms& rooms);
HostedDeed hosted_invite(GatewayRooms& rooms, const mapping::Names& names);
/// Whom nobody here is called does `otherwise`.
HostedDeed hosted_whois(GatewayRooms& rooms, const mapping::Names& names, HostedDeed::Run otherwise);

} // namespace bascule::bridge
