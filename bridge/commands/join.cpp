#include "bridge/commands/join.hpp"

#include "bridge/address_uri.hpp"

#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

namespace {

constexpr auto usage = "Say which MUC: !xmpp join garden@muc.capulet.example, and its password where it has one.";

mapping::Result<mapping::Jid> muc_in(const std::string& word) {
    const auto text = address_text_from(word);
    if (!text) {
        return text.error();
    }
    return mapping::Jid::parse(text->id);
}

// A password may contain spaces.
std::string rest_of(const std::vector<std::string>& words) {
    std::string rest;
    for (std::size_t at = 1; at < words.size(); ++at) {
        rest += (at == 1 ? "" : " ") + words[at];
    }
    return rest;
}

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

Task<std::string> join(PortalMaker& portals, const MucWorld& world, CommandCall call) {
    if (call.words.empty()) {
        co_return usage;
    }
    const auto muc = muc_in(call.words.front());
    if (!muc) {
        co_return "“" + call.words.front() + "” is no XMPP address: " + muc.error().reason + ".";
    }
    PortalMaker::Wish wish{*muc, rest_of(call.words), call.asker};
    const auto portal = co_await portals.open(std::move(wish));
    if (!portal) {
        co_return portal.error().reason;
    }
    if (portal->kind == PortalKind::portal) {
        co_return co_await invite(world, *portal, call.asker);
    }
    co_return co_await show_plumbed(world, *portal);
}

} // namespace

Command join_command(PortalMaker& portals, const MucWorld& world) {
    return {"join", "room@muc [password]", "join a MUC", mapping::Permission::use,
            [&](CommandCall call) { return join(portals, world, std::move(call)); }};
}

} // namespace bascule::bridge
