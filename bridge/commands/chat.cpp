#include "bridge/commands/chat.hpp"

#include "bridge/async/race.hpp"
#include "bridge/finding/jid_word.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "mapping/jid.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Jid;
using Kind = CommandParameter::Kind;
using Need = CommandParameter::Need;

// Of servers that do not answer.
constexpr std::chrono::seconds longest_look{5};

// Where that cannot be found out, it counts as a person's.
Task<bool> is_of_muc(Portals& portals, const MucWorld& world, Jid address) {
    const auto portal = co_await portals.of_muc(address);
    if (portal) {
        co_return true;
    }
    try {
        auto question = world.xmpp.describe(address, world.bot);
        const auto traits = co_await within(longest_look, "what " + address.str() + " is", std::move(question));
        co_return traits.has_value();
    } catch (const Outage& outage) {
        log(LogPart::bridge).info("{}", outage.what());
    }
    co_return false;
}

Task<CommandAnswer> chat(DirectRooms& rooms, Portals& portals, const MucWorld& world, CommandCall call) {
    const auto jid = jid_of_word(call.word(0));
    if (!jid) {
        co_return refused(jid.error().reason);
    }
    if (jid->local().empty()) {
        co_return refused("“" + jid->str() + "” is a server, not a person: an address looks like " +
                          "juliet@capulet.example.");
    }
    if (jid->domain() == world.bot.domain()) {
        co_return refused("“" + jid->str() + "” is a Matrix user: chat with them in Matrix.");
    }
    if (world.policy.permissions.of(*jid) == mapping::Permission::block) {
        co_return refused("The bridge's admin does not allow " + jid->bare().str() + ".");
    }
    const auto is_room = co_await is_of_muc(portals, world, jid->bare());
    if (is_room) {
        co_return refused("“" + jid->bare().str() + "” is a MUC, not a person. To go there: join " + jid->bare().str());
    }
    const auto portal = co_await rooms.open(call.user(), jid->bare(), std::string{});
    if (!portal) {
        co_return refused("The chat cannot be opened: " + portal.error().reason + ".");
    }
    co_return done("You are invited to a chat with " + jid->bare().str() + ".");
}

// The chat that is to end, or why there is none.
Task<mapping::Result<Portal>> chat_with(Portals& portals, const CommandCall& call) {
    const auto jid = jid_of_word(call.word(0));
    if (!jid) {
        co_return jid.error();
    }
    auto portal = co_await portals.direct(call.user(), jid->bare());
    if (!portal) {
        co_return mapping::Error{"You have no chat with " + jid->bare().str() + "."};
    }
    co_return std::move(*portal);
}

Task<mapping::Result<Portal>> chat_here(Portals& portals, const CommandCall& call) {
    auto portal = co_await portals.of_room(*call.room);
    if (portal && (portal->kind == PortalKind::portal || portal->kind == PortalKind::plumbed)) {
        co_return mapping::Error{"This is no direct chat but the room of a MUC, " + portal->address.str() +
                                 ": leave the room, and you have left the MUC."};
    }
    if (!portal || portal->kind != PortalKind::direct) {
        co_return mapping::Error{"This is no direct chat. Say which one: leave juliet@capulet.example"};
    }
    if (portal->user != call.user()) {
        co_return mapping::Error{"This is the chat of " + portal->user->str() + ", who alone can end it."};
    }
    co_return std::move(*portal);
}

Task<mapping::Result<Portal>> chat_to_end(Portals& portals, const CommandCall& call) {
    if (call.word(0).empty()) {
        co_return co_await chat_here(portals, call);
    }
    co_return co_await chat_with(portals, call);
}

Task<std::optional<CommandAnswer>> refusal_to_leave(Portals& portals, CommandCall call) {
    const auto portal = co_await chat_to_end(portals, call);
    co_return portal ? std::nullopt : std::optional{refused(portal.error().reason)};
}

Task<CommandAnswer> leave(DirectRooms& rooms, Portals& portals, CommandCall call) {
    auto portal = co_await chat_to_end(portals, call);
    if (!portal) {
        co_return refused(portal.error().reason);
    }
    const auto peer = portal->address.str();
    co_await rooms.end(std::move(*portal)); // of the chat in which it is said, that the ghost leaves is the answer
    co_return done(call.word(0).empty()
                       ? std::string{}
                       : "The chat with " + peer + " is over. Writing to each other again opens a new one.");
}

} // namespace

Command chat_command(DirectRooms& rooms, Portals& portals, const MucWorld& world) {
    return {
        .name = "chat",
        .summary = "chat with somebody directly",
        .parameters = {{.name = "JID", .about = "the XMPP address, such as juliet@capulet.example", .kind = Kind::jid}},
        .places = places::matrix,
        .effect = Effect::changes,
        .run = [&](CommandCall call) { return chat(rooms, portals, world, std::move(call)); }};
}

Command leave_command(DirectRooms& rooms, Portals& portals) {
    return {.name = "leave",
            .summary = "end a direct chat: this one, or the one with somebody",
            .parameters = {{.name = "JID",
                            .about = "the XMPP address of the one with whom it is",
                            .kind = Kind::jid,
                            .need = Need::optional}},
            .places = places::matrix,
            .effect = Effect::changes,
            .warning = "This ends the chat for both: what has been said stays here, and nothing comes here any more.",
            .foreseen_refusal = [&](CommandCall call) { return refusal_to_leave(portals, std::move(call)); },
            .run = [&](CommandCall call) { return leave(rooms, portals, std::move(call)); }};
}

} // namespace bascule::bridge
