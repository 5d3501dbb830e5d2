#include "bridge/commands/join.hpp"

#include "bridge/finding/jid_word.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace bascule::bridge {

namespace {

Task<bool> is_in(const MucWorld& world, mapping::RoomId room, mapping::UserId user) {
    const auto members = co_await world.homeserver.joined_members(world.ghosts.bot(), std::move(room));
    co_return members&& std::ranges::find(*members, user, &JoinedMember::user) != members->end();
}

// Who is in already cannot be invited, and neither can whom the room's own people have banned.
Task<CommandAnswer> invite(const MucWorld& world, const Portal& portal, const mapping::UserId& asker) {
    const auto alias = co_await world.names.alias_of(portal.address);
    const auto invited = co_await world.homeserver.invite(world.ghosts.bot(), portal.room, asker);
    if (invited) {
        co_return done("You are invited to the room of " + portal.address.str() + ": " + alias.str());
    }
    const auto is_there = co_await is_in(world, portal.room, asker);
    if (is_there) {
        co_return done("You are in the room of " + portal.address.str() + ": " + alias.str());
    }
    co_return refused("You cannot be invited to the room of " + portal.address.str() + ", " + alias.str() + ": " +
                      invited.error().reason);
}

// Somebody's existing room is open to those to whom its own people have opened it.
Task<CommandAnswer> show_plumbed(const MucWorld& world, const Portal& portal, const mapping::UserId& asker) {
    const auto what = portal.address.str() + " is bridged to an existing room, ";
    const auto is_there = co_await is_in(world, portal.room, asker);
    if (is_there) {
        co_return done(what + "and you are in it.");
    }
    const auto rights = co_await world.homeserver.rights(world.ghosts.bot(), portal.room);
    if (rights && rights->join_rule == "public") {
        co_return done(what + "which everybody may join: https://matrix.to/#/" + portal.room.str() +
                       "?via=" + std::string{world.ghosts.bot().server()});
    }
    co_return refused(what + "which is entered by invitation only: ask somebody who is there.");
}

Task<CommandAnswer> join(PortalMaker& portals, const MucWorld& world, CommandCall call) {
    const auto muc = jid_of_word(call.word(0));
    if (!muc) {
        co_return refused(muc.error().reason);
    }
    PortalMaker::Wish wish{*muc, call.word(1), call.user(), PortalMaker::Trial::always};
    const auto portal = co_await portals.open(std::move(wish));
    if (!portal) {
        co_return refused(portal.error().reason);
    }
    if (portal->kind == PortalKind::portal) {
        co_return co_await invite(world, *portal, call.user());
    }
    co_return co_await show_plumbed(world, *portal, call.user());
}

} // namespace

Command join_command(PortalMaker& portals, const MucWorld& world) {
    return {.name = "join",
            .summary = "join a MUC",
            .parameters = {{.name = "MUC",
                            .about = "its address, such as garden@muc.capulet.example",
                            .kind = CommandParameter::Kind::jid},
                           {.name = "PASSWORD",
                            .about = "the MUC's password, where it has one",
                            .kind = CommandParameter::Kind::secret,
                            .need = CommandParameter::Need::optional}},
            .effect = Effect::changes,
            .run = [&](CommandCall call) { return join(portals, world, std::move(call)); }};
}

} // namespace bascule::bridge
