#include "bridge/commands/list.hpp"

#include <utility>
#include <vector>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_rows = 200;

bool is_own(const Portal& portal, const CommandCall& call) {
    if (const auto* const jid = std::get_if<mapping::Jid>(&call.asker)) {
        return portal.kind == PortalKind::direct && portal.address == jid->bare();
    }
    return portal.user == call.user() || portal.room == call.room;
}

std::string kind_of(const Portal& portal, const MucRooms& mucs) {
    if (portal.kind == PortalKind::direct) {
        return "direct chat of " + portal.user->str();
    }
    const auto* const room = mucs.find(portal.room);
    const std::string kind = portal.kind == PortalKind::plumbed ? "bridged room" : "portal";
    return room == nullptr || !room->status().is_in ? kind + ", not entered now" : kind;
}

void bound(mapping::Table& table) {
    if (table.rows.size() > most_rows) {
        const auto left_out = table.rows.size() - most_rows;
        table.rows.resize(most_rows);
        table.rows.push_back({"and " + std::to_string(left_out) + " more"});
    }
}

Task<CommandAnswer> list(MucRooms& mucs, Portals& portals, CommandCall call) {
    const auto sees_all = call.permission == mapping::Permission::admin;
    CommandAnswer answer{.text = "Bridged:", .audience = CommandAnswer::Audience::asker};
    answer.table.heads = {"Matrix room", "XMPP address", "Kind"};
    for (const auto& portal : co_await portals.all()) {
        if (sees_all || is_own(portal, call)) {
            answer.table.rows.push_back({portal.room.str(), portal.address.str(), kind_of(portal, mucs)});
        }
    }
    if (answer.table.rows.empty()) {
        answer.text = "Nothing is bridged for you.";
    }
    bound(answer.table);
    co_return answer;
}

Task<CommandAnswer> members(MucRooms& mucs, CommandCall call) {
    const auto* const room = mucs.find(*call.room);
    if (room == nullptr || !room->status().is_in) {
        co_return refused("The MUC is not entered now, so nobody knows who is there.");
    }
    const auto& world = mucs.world();
    const auto muc = room->portal().address; // the room itself may end meanwhile
    CommandAnswer answer{.text = "In " + muc.str() + ":"};
    answer.table.heads = {"Nick in the MUC", "Comes from", "Matrix user"};
    for (const auto& seat : co_await world.seats.of_room(muc)) {
        const auto user = co_await world.names.user_of(seat.puppet);
        if (user && seat.puppet != world.bot) {
            answer.table.rows.push_back({seat.nick, "Matrix", user->str()});
        }
    }
    for (const auto& occupant : co_await world.occupants.of_room(muc)) {
        if (!occupant.gone_since_ms) {
            answer.table.rows.push_back({occupant.nick, "XMPP", occupant.ghost.str()});
        }
    }
    bound(answer.table);
    co_return answer;
}

// Nobody but he himself can change what he is called in a Matrix room, and the MUC follows that.
Task<CommandAnswer> nick(MucRooms& mucs, CommandCall call) {
    constexpr auto hint = " Your nick follows your display name in this room; clients change that by /myroomnick NAME.";
    const auto* const room = mucs.find(*call.room);
    if (room == nullptr) {
        co_return refused("This room is not bridged.");
    }
    const auto& world = mucs.world();
    const auto muc = room->portal().address;
    for (const auto& seat : co_await world.seats.of_room(muc)) {
        const auto user = co_await world.names.user_of(seat.puppet);
        if (user == call.user()) {
            co_return done("In " + muc.str() + " you are called “" + seat.nick + "”." + hint);
        }
    }
    co_return done("You are not in " + muc.str() + "." + hint);
}

} // namespace

Command nick_command(MucRooms& mucs) {
    return {.name = "nick",
            .summary = "what you are called in the MUC",
            .places = places::bridged_rooms,
            .run = [&](CommandCall call) { return nick(mucs, std::move(call)); }};
}

Command list_command(MucRooms& mucs, Portals& portals) {
    return {.name = "list",
            .summary = "what is bridged for you",
            .places = places::all_but_hosted,
            .run = [&](CommandCall call) { return list(mucs, portals, std::move(call)); }};
}

Command members_command(MucRooms& mucs) {
    return {.name = "members",
            .summary = "who is in this room, and what they are called in the MUC",
            .places = places::bridged_rooms,
            .run = [&](CommandCall call) { return members(mucs, std::move(call)); }};
}

} // namespace bascule::bridge
