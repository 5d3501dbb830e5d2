#include "bridge/commands/status.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace bascule::bridge {

namespace {

std::string link_state(const XmppServer& xmpp) {
    return xmpp.is_connected() ? "The XMPP server is connected." : "The XMPP server is away; messages wait for it.";
}

std::string bridge_state(const Portal& portal, const MucRoom::Status& now) {
    const auto how = now.is_in ? "Matrix users there: " + std::to_string(now.puppets) +
                                     "; people of XMPP here: " + std::to_string(now.occupants) + "."
                               : "not entered now" + (now.trouble.empty() ? std::string{} : ", " + now.trouble) + ".";
    return "This room is bridged to " + portal.address.str() + ": " + how;
}

// What the bot cannot do for want of power; the bridge works without it, but then this does not cross.
std::string lacking_rights(const RoomRights& rights, const mapping::UserId& bot) {
    const std::pair<const char*, std::int64_t> wishes[]{
        {"invite people", rights.join_rule == "public" ? 0 : rights.invite},
        {"remove people", rights.kick},
        {"ban people", rights.ban},
        {"take messages back", rights.redact},
        {"change the room's settings", rights.state_default},
    };
    const auto power = rights.power_of(bot);
    std::string list;
    for (const auto& [what, level] : wishes) {
        if (power < level) {
            list += (list.empty() ? "" : ", ") + std::string{what} + " (" + std::to_string(level) + ")";
        }
    }
    return list.empty() ? "The bot has all the rights that it can use here."
                        : "The bot has power level " + std::to_string(power) + " here, too little to: " + list + ".";
}

Task<std::string> rights_report(const MucWorld& world, mapping::RoomId room) {
    const auto rights = co_await world.homeserver.rights(world.ghosts.bot(), std::move(room));
    co_return rights ? lacking_rights(*rights, world.ghosts.bot())
                     : "The bot cannot read this room's settings: " + rights.error().reason + ".";
}

Task<CommandAnswer> status(MucRooms& mucs, Portals& portals, CommandCall call) {
    const auto& world = mucs.world();
    const auto figures = co_await world.journal.figures();
    const auto others = std::max<std::int64_t>(figures.pending - 1, 0); // the command itself is on its way as well
    auto text = link_state(world.xmpp) + "\nMessages on their way: " + std::to_string(others) + ".";
    if (!call.room) {
        co_return done(std::move(text));
    }
    const auto portal = co_await portals.of_room(*call.room);
    if (!portal) {
        co_return done("This room is not bridged.\n" + text);
    }
    if (const auto* const room = mucs.find(*call.room)) {
        const auto now = room->status();
        text = bridge_state(*portal, now) + "\n" + text + "\n";
        const auto rights = co_await rights_report(world, *call.room);
        text += rights;
        if (auto* const same = mucs.find(*call.room)) { // it may have ended meanwhile
            const auto rights_there = co_await same->rights_report();
            text += "\n" + rights_there;
        }
        co_return done(std::move(text));
    }
    co_return done("This is a direct chat with " + portal->address.str() + ".\n" + text);
}

Task<CommandAnswer> say(std::string text) {
    co_return done(std::move(text));
}

} // namespace

Command status_command(MucRooms& mucs, Portals& portals) {
    return {.name = "status",
            .summary = "how the bridge fares here",
            .places = places::all_but_hosted,
            .run = [&](CommandCall call) { return status(mucs, portals, std::move(call)); }};
}

Command version_command(std::string version) {
    return {.name = "version",
            .summary = "which bridge this is",
            .places = places::all_but_hosted,
            .run = [text = "Bascule " + std::move(version)](const CommandCall&) { return say(text); }};
}

} // namespace bascule::bridge
