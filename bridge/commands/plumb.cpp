#include "bridge/commands/plumb.hpp"

#include "bridge/finding/jid_word.hpp"
#include "bridge/portals/muc_door.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bascule::bridge {

namespace {

// What bridging sets in the room, and so what the asker must be able to change there.
constexpr auto bridge_state = "uk.half-shot.bridge";

std::int64_t level_for(const RoomRights& rights, const std::string& state_type) {
    const auto found = rights.events.find(state_type);
    return found == rights.events.end() ? rights.state_default : found->second;
}

std::string needs_level(const std::string& who, const std::string& what, std::int64_t needed, std::int64_t has) {
    return who + " power level " + std::to_string(needed) + " " + what + " (now " + std::to_string(has) + ")";
}

// What the Matrix room lacks, a line each.
std::vector<std::string> lacking_in(const RoomRights& rights, const mapping::UserId& asker,
                                    const mapping::UserId& bot) {
    std::vector<std::string> lacking;
    const auto state_level = level_for(rights, bridge_state);
    if (rights.power_of(asker) < state_level) {
        lacking.push_back(
            needs_level("you need", "to change this room's settings", state_level, rights.power_of(asker)));
    }
    if (rights.join_rule != "public" && rights.power_of(bot) < rights.invite) {
        lacking.push_back(needs_level(bot.str() + " needs",
                                      "to invite people of the MUC, since this room is not public", rights.invite,
                                      rights.power_of(bot)));
    }
    const auto message = rights.events.find("m.room.message");
    const auto to_speak = message == rights.events.end() ? rights.events_default : message->second;
    if (rights.users_default < to_speak) {
        lacking.push_back(needs_level("newcomers need", "to write here", to_speak, rights.users_default));
    }
    if (rights.is_encrypted) {
        lacking.emplace_back("this room is encrypted, and the bridge cannot read encrypted messages");
    }
    return lacking;
}

// Somebody waits for an answer.
Task<Door> knock(const MucWorld& world, mapping::Jid muc, std::string password) {
    if (!world.xmpp.is_connected()) {
        Door door;
        door.obstacle = "The XMPP server is away; try again in a while.";
        co_return door;
    }
    co_return co_await try_door(world, std::move(muc), std::move(password));
}

std::string missing(const std::vector<std::string>& lacking) {
    std::string text = "This room cannot be bridged yet:";
    for (const auto& line : lacking) {
        text += "\n• " + line;
    }
    return text;
}

// Why the pair is not free, or nothing.
Task<std::string> taken(Portals& portals, mapping::RoomId room, mapping::Jid muc) {
    if (const auto portal = co_await portals.of_room(room)) {
        co_return portal->address == muc
            ? "This room is bridged to " + muc.str() + "."
            : "This room is bridged to " + portal->address.str() + " already. First: !xmpp unbridge";
    }
    if (const auto portal = co_await portals.of_muc(muc)) {
        co_return muc.str() + " is bridged to another Matrix room already.";
    }
    co_return std::string{};
}

Task<CommandAnswer> plumb_free(MucRooms& mucs, Portals& portals, CommandCall call, mapping::Jid muc) {
    const auto& world = mucs.world();
    const auto rights = co_await world.homeserver.rights(world.ghosts.bot(), *call.room);
    if (!rights) {
        co_return refused("The bridge's bot cannot read this room's settings: " + rights.error().reason + ".");
    }
    auto lacking = lacking_in(*rights, call.user(), world.ghosts.bot());
    const auto password = call.word(1);
    const auto door = co_await knock(world, muc, password);
    if (!door.is_open()) {
        lacking.push_back(door.obstacle);
    }
    if (!lacking.empty()) {
        co_await turn_back(world, muc, door);
        co_return refused(missing(lacking));
    }
    auto reason = co_await taken(portals, *call.room, muc); // somebody else may have been quicker
    if (!reason.empty()) {
        co_return refused(std::move(reason));
    }
    Portal portal{PortalKind::plumbed, *call.room, muc, {}};
    portal.created_ms = world.now();
    if (!password.empty()) {
        co_await world.passwords.save(muc, password);
    }
    co_await portals.save(portal);
    mucs.add(std::move(portal), true);
    co_return done("This room is now bridged to " + muc.str() + ". Everybody is being brought in.");
}

Task<CommandAnswer> plumb(MucRooms& mucs, Portals& portals, CommandCall call, OnBridged on_bridged) {
    const auto muc = muc_of_word(call.word(0));
    if (!muc) {
        co_return refused(muc.error().reason);
    }
    if (mucs.world().policy.permissions.of(*muc) == mapping::Permission::block) {
        co_return refused("The bridge's admin does not allow " + muc->str() + ".");
    }
    const auto room = *call.room;
    auto reason = co_await taken(portals, room, *muc);
    const bool is_free = reason.empty();
    auto answer = refused(std::move(reason));
    if (is_free) {
        answer = co_await plumb_free(mucs, portals, std::move(call), *muc);
    }
    // Also where it was bridged before: an outage may have come between that and this.
    if (const auto portal = co_await portals.of_room(room); portal && portal->address == *muc) {
        co_await on_bridged(room, *muc);
    }
    co_return answer;
}

Task<bool> owns(const MucWorld& world, mapping::Jid muc, mapping::Jid person) {
    const auto owners =
        co_await world.moderation.muc_admin.affiliates(world.bot, std::move(muc), mapping::Affiliation::owner);
    const auto is_among = [&] {
        return std::ranges::find(*owners, person.bare(), &MucAffiliate::jid) != owners->end();
    };
    co_return owners.has_value() && is_among();
}

// Why he may not end this bridge, or nothing.
Task<std::string> objection_to_end(const MucWorld& world, Portal portal, CommandCall call) {
    if (call.permission == mapping::Permission::admin) {
        co_return std::string{};
    }
    if (const auto* const person = std::get_if<mapping::Jid>(&call.asker)) {
        const auto is_owner = co_await owns(world, portal.address, *person);
        co_return is_owner ? std::string{}
                           : "Only an admin of the bridge can end this, or an owner of " + portal.address.str() +
                                 " whom the bridge can see there.";
    }
    if (portal.room != call.room) {
        co_return "Say that in the room that is bridged to " + portal.address.str() + ".";
    }
    const auto rights = co_await world.homeserver.rights(world.ghosts.bot(), portal.room);
    // In a portal nobody but the bot may change the settings, so there its maker decides.
    const auto is_maker = portal.kind == PortalKind::portal && portal.user == call.user();
    if (!rights && !is_maker) {
        co_return "The bridge's bot cannot read this room's settings: " + rights.error().reason + ".";
    }
    if (is_maker || rights->power_of(call.user()) >= level_for(*rights, bridge_state)) {
        co_return std::string{};
    }
    co_return needs_level("You need", "to unbridge this room", level_for(*rights, bridge_state),
                          rights->power_of(call.user())) +
        ".";
}

Task<void> unbridge(MucRooms& mucs, Portals& portals, PortalMaker& maker, Portal portal) {
    const auto reason = "this room is not bridged any more";
    if (portal.kind == PortalKind::portal) {
        co_await maker.close(std::move(portal), reason);
        co_return;
    }
    co_await mucs.remove(portal.address, reason);
    co_await mucs.world().passwords.remove(portal.address);
    co_await portals.remove(portal.room);
}

Task<CommandAnswer> unbridge_meant(MucRooms& mucs, Portals& portals, PortalMaker& maker, CommandCall call) {
    std::optional<Portal> portal;
    if (!call.word(0).empty()) {
        const auto muc = muc_of_word(call.word(0));
        if (!muc) {
            co_return refused(muc.error().reason);
        }
        portal = co_await portals.of_muc(*muc);
    } else if (call.room) {
        portal = co_await portals.of_room(*call.room);
    } else {
        co_return refused("Say which MUC's: unbridge garden@muc.capulet.example");
    }
    if (!portal || portal->kind == PortalKind::direct) {
        co_return refused(call.word(0).empty() ? "This room is not bridged." : call.word(0) + " is not bridged.");
    }
    const auto& world = mucs.world();
    if (!world.xmpp.is_connected()) {
        co_return refused("The XMPP server is away, so nobody could leave " + portal->address.str() +
                          " there. Try again in a while.");
    }
    auto objection = co_await objection_to_end(world, *portal, call);
    if (!objection.empty()) {
        co_return refused(std::move(objection));
    }
    co_await unbridge(mucs, portals, maker, *portal);
    const auto is_here = portal->room == call.room;
    co_return done((is_here ? "This room" : portal->room.str()) + " is no longer bridged to " + portal->address.str() +
                   ".");
}

} // namespace

Command bridge_command(MucRooms& mucs, Portals& portals, OnBridged on_bridged) {
    return {.name = "bridge",
            .summary = "bridge this room to a MUC",
            .parameters = {{.name = "MUC",
                            .about = "its address, such as garden@muc.capulet.example",
                            .kind = CommandParameter::Kind::jid},
                           {.name = "PASSWORD",
                            .about = "the MUC's password, where it has one",
                            .kind = CommandParameter::Kind::secret,
                            .need = CommandParameter::Need::optional}},
            .needs = mapping::Permission::plumb,
            .places = {Place::plumbed_room, Place::portal, Place::other_room},
            .effect = Effect::changes,
            .run = [&mucs, &portals, on_bridged = std::move(on_bridged)](CommandCall call) {
                return plumb(mucs, portals, std::move(call), on_bridged);
            }};
}

Command unbridge_command(MucRooms& mucs, Portals& portals, PortalMaker& maker) {
    auto places = places::bridged_rooms;
    places.insert(Place::bridge);
    return {.name = "unbridge",
            .summary = "end a room's bridge",
            .parameters = {{.name = "MUC",
                            .about = "the address of the MUC whose bridge is to end, where it is not this room's",
                            .kind = CommandParameter::Kind::jid,
                            .need = CommandParameter::Need::optional}},
            .needs = mapping::Permission::plumb,
            .places = std::move(places),
            .effect = Effect::changes,
            .warning = "This ends the bridge between a room and its MUC: the people of each side leave the other one.",
            .run = [&](CommandCall call) { return unbridge_meant(mucs, portals, maker, std::move(call)); }};
}

} // namespace bascule::bridge
