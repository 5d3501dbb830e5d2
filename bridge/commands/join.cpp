#include "bridge/commands/join.hpp"

#include "bridge/finding/jid_word.hpp"

#include <string>
#include <utility>

namespace bascule::bridge {

namespace {

// Who is in already cannot be invited.
Task<std::string> invite(const MucWorld& world, const Portal& portal, const mapping::UserId& asker) {
    const auto alias = co_await world.names.alias_of(portal.address);
    const auto invited = co_await world.homeserver.invite(world.ghosts.bot(), portal.room, asker);
    if (invited) {
        co_return "You are invited to the room of " + portal.address.str() + ": " + alias.str();
    }
    co_return portal.address.str() + " is " + alias.str() + ".";
}

// Somebody's existing room is open to those to whom its own people have opened it.
Task<std::string> show_plumbed(const MucWorld& world, const Portal& portal) {
    const auto rights = co_await world.homeserver.rights(world.ghosts.bot(), portal.room);
    if (rights && rights->join_rule == "public") {
        co_return portal.address.str() +
            " is bridged to an existing room, which everybody may join: " + "https://matrix.to/#/" + portal.room.str() +
            "?via=" + std::string{world.ghosts.bot().server()};
    }
    co_return portal.address.str() +
        " is bridged to an existing room, which is entered by invitation only: ask somebody who is there.";
}

Task<CommandAnswer> join(PortalMaker& portals, const MucWorld& world, CommandCall call) {
    const auto muc = jid_of_word(call.word(0));
    if (!muc) {
        co_return refused(muc.error().reason);
    }
    PortalMaker::Wish wish{*muc, call.word(1), call.user()};
    const auto portal = co_await portals.open(std::move(wish));
    if (!portal) {
        co_return refused(portal.error().reason);
    }
    if (portal->kind == PortalKind::portal) {
        auto invited = co_await invite(world, *portal, call.user());
        co_return done(std::move(invited));
    }
    auto shown = co_await show_plumbed(world, *portal);
    co_return done(std::move(shown));
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
