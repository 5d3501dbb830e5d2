#include "bridge/commands/plumb.hpp"

#include "bridge/error_text.hpp"
#include "bridge/finding/jid_word.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "mapping/nick.hpp"

#include <string>
#include <utility>
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

/// What stands in the way at the MUC, and the nick with which the bot got in where nothing does.
struct Door {
    std::vector<std::string> lacking;
    std::string nick;
};

Task<Door> try_door(const MucWorld& world, mapping::Jid muc) {
    Door door;
    const auto traits = co_await world.xmpp.describe(muc, world.bot);
    if (!traits) {
        door.lacking.push_back(muc.str() +
                               " is no room of an XMPP server that can be reached, or does not exist yet; " +
                               "create it there first");
        co_return door;
    }
    const auto nicks = mapping::nick_ladder(world.ghosts.bot(), world.bot_nick);
    for (const auto& nick : nicks) {
        JoinRequest request{world.bot, muc, nick, {}, {}};
        const auto outcome = co_await world.xmpp.join(std::move(request));
        if (outcome.error && outcome.error->condition == "conflict") {
            continue;
        }
        if (outcome.error) {
            door.lacking.push_back(muc.str() + " does not let the bridge in: " + plain_words(*outcome.error));
        } else {
            door.nick = outcome.nick;
        }
        break;
    }
    co_return door;
}

// Tries the door as the bot; entering again later is a resync.
Task<Door> knock(const MucWorld& world, mapping::Jid muc) {
    Door door;
    if (!world.xmpp.is_connected()) {
        door.lacking.emplace_back("the XMPP server is away; try again in a while");
        co_return door;
    }
    try {
        co_return co_await try_door(world, muc);
    } catch (const Outage& outage) { // somebody waits for an answer
        door.lacking.push_back(muc.str() + " cannot be reached (" + outage.what() + "); is that its right name?");
    }
    co_return door;
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
    const auto door = co_await knock(world, muc);
    lacking.insert(lacking.end(), door.lacking.begin(), door.lacking.end());
    if (!lacking.empty()) {
        if (!door.nick.empty()) {
            co_await world.xmpp.leave(world.bot, muc, door.nick, std::string{});
        }
        co_return refused(missing(lacking));
    }
    auto reason = co_await taken(portals, *call.room, muc); // somebody else may have been quicker
    if (!reason.empty()) {
        co_return refused(std::move(reason));
    }
    Portal portal{PortalKind::plumbed, *call.room, muc, {}};
    portal.created_ms = world.now();
    co_await portals.save(portal);
    mucs.add(std::move(portal), true);
    co_return done("This room is now bridged to " + muc.str() + ". Everybody is being brought in.");
}

Task<CommandAnswer> plumb(MucRooms& mucs, Portals& portals, CommandCall call) {
    const auto muc = muc_of_word(call.word(0));
    if (!muc) {
        co_return refused(muc.error().reason);
    }
    if (mucs.world().policy.permissions.of(*muc) == mapping::Permission::block) {
        co_return refused("The bridge's admin does not allow " + muc->str() + ".");
    }
    auto reason = co_await taken(portals, *call.room, *muc);
    if (!reason.empty()) {
        co_return refused(std::move(reason));
    }
    co_return co_await plumb_free(mucs, portals, std::move(call), *muc);
}

// In a portal nobody but the bot may change the settings, so there its maker decides.
bool may_unbridge(const RoomRights& rights, const Portal& portal, const CommandCall& call) {
    const auto is_maker = portal.kind == PortalKind::portal && portal.user == call.user();
    return call.permission == mapping::Permission::admin || is_maker ||
           rights.power_of(call.user()) >= level_for(rights, bridge_state);
}

Task<void> unbridge(MucRooms& mucs, Portals& portals, PortalMaker& maker, Portal portal) {
    const auto reason = "this room is not bridged any more";
    if (portal.kind == PortalKind::portal) {
        co_await maker.close(std::move(portal), reason);
        co_return;
    }
    co_await mucs.remove(portal.address, reason);
    const auto said = co_await mucs.world().room_maker.withdraw(portal.room, portal.address);
    if (!said) {
        log(LogPart::bridge).info("{} still names its bridge: {}", portal.room.str(), said.error().reason);
    }
    co_await portals.remove(portal.room);
}

Task<CommandAnswer> unbridge_room(MucRooms& mucs, Portals& portals, PortalMaker& maker, CommandCall call) {
    const auto portal = co_await portals.of_room(*call.room);
    if (!portal || portal->kind == PortalKind::direct) {
        co_return refused("This room is not bridged.");
    }
    const auto& world = mucs.world();
    if (!world.xmpp.is_connected()) {
        co_return refused("The XMPP server is away, so nobody could leave " + portal->address.str() +
                          " there. Try again in a while.");
    }
    const auto rights = co_await world.homeserver.rights(world.ghosts.bot(), *call.room);
    if (rights && !may_unbridge(*rights, *portal, call)) {
        co_return refused(needs_level("You need", "to unbridge this room", level_for(*rights, bridge_state),
                                      rights->power_of(call.user())) +
                          ".");
    }
    co_await unbridge(mucs, portals, maker, *portal);
    co_return done("This room is no longer bridged to " + portal->address.str() + ".");
}

} // namespace

Command bridge_command(MucRooms& mucs, Portals& portals) {
    return {.name = "bridge",
            .summary = "bridge this room to a MUC",
            .parameters = {{.name = "MUC",
                            .about = "its address, such as garden@muc.capulet.example",
                            .kind = CommandParameter::Kind::jid}},
            .needs = mapping::Permission::plumb,
            .places = {Place::plumbed_room, Place::portal, Place::other_room},
            .effect = Effect::changes,
            .run = [&](CommandCall call) { return plumb(mucs, portals, std::move(call)); }};
}

Command unbridge_command(MucRooms& mucs, Portals& portals, PortalMaker& maker) {
    return {.name = "unbridge",
            .summary = "end this room's bridge",
            .needs = mapping::Permission::plumb,
            .places = places::bridged_rooms,
            .effect = Effect::changes,
            .warning = "This ends the bridge of this room: the people of each side leave the other one.",
            .run = [&](CommandCall call) { return unbridge_room(mucs, portals, maker, std::move(call)); }};
}

} // namespace bascule::bridge
