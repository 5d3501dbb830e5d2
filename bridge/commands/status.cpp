#include "bridge/commands/status.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace bascule::bridge {

namespace {

std::string link_state(const XmppServer& xmpp) {
    return xmpp.is_connected() ? "The XMPP server is connected." : "The XMPP server is away; messages wait for it.";
}

Task<std::string> status(MucRooms& mucs, Portals& portals, CommandCall call) {
    const auto& world = mucs.world();
    const auto portal = co_await portals.of_room(call.room);
    const auto figures = co_await world.journal.figures();
    const auto others = std::max<std::int64_t>(figures.pending - 1, 0); // the command itself is on its way as well
    auto text = link_state(world.xmpp) + "\nMessages on their way: " + std::to_string(others) + ".";
    if (!portal) {
        co_return "This room is not bridged.\n" + text;
    }
    if (const auto* const room = mucs.find(call.room)) {
        const auto now = room->status();
        const auto rights = co_await mucs.find(call.room)->rights_report();
        co_return "This room is bridged to " + portal->address.str() + ": " +
            (now.is_in ? std::to_string(now.puppets) + " Matrix users are there, " + std::to_string(now.occupants) +
                             " people of XMPP are here."
                       : "not entered now" + (now.trouble.empty() ? std::string{} : ", " + now.trouble) + ".") +
            "\n" + text + "\n" + rights;
    }
    co_return "This is a direct chat with " + portal->address.str() + ".\n" + text;
}

Task<std::string> list(MucRooms& mucs, Portals& portals, CommandCall call) {
    const auto sees_all = call.permission == mapping::Permission::admin;
    std::string text;
    for (const auto& portal : co_await portals.all()) {
        const auto is_own = portal.user == call.asker || portal.room == call.room;
        if (!sees_all && !is_own) {
            continue;
        }
        const auto* const room = mucs.find(portal.room);
        text += "\n" + portal.room.str() + " – " + portal.address.str();
        if (portal.kind == PortalKind::direct) {
            text += " (direct chat" + (sees_all ? " of " + portal.user->str() : std::string{}) + ")";
        } else if (room == nullptr || !room->status().is_in) {
            text += " (not entered now)";
        }
    }
    co_return text.empty() ? std::string{"Nothing is bridged for you."} : "Bridged:" + text;
}

} // namespace

Command status_command(MucRooms& mucs, Portals& portals) {
    return {"status", "", "how this room's bridge fares", mapping::Permission::use,
            [&](CommandCall call) { return status(mucs, portals, std::move(call)); }};
}

Command list_command(MucRooms& mucs, Portals& portals) {
    return {"list", "", "what is bridged for you", mapping::Permission::use,
            [&](CommandCall call) { return list(mucs, portals, std::move(call)); }};
}

} // namespace bascule::bridge
