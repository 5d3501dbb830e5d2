#include "bridge/commands/invite.hpp"

#include "bridge/finding/jid_word.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

Task<CommandAnswer> invite(MucRooms& mucs, CommandCall call) {
    const auto jid = muc_of_word(call.word(0)); // a person's address has the same form
    if (!jid) {
        co_return refused(jid.error().reason);
    }
    auto* const room = mucs.find(*call.room);
    if (room == nullptr) {
        co_return refused("This room is not bridged.");
    }
    const auto& world = mucs.world();
    const auto muc = room->portal().address;
    if (jid->domain() == world.bot.domain()) {
        co_return refused("“" + jid->str() + "” is a Matrix user: invite them in Matrix.");
    }
    if (world.policy.permissions.of(*jid) == mapping::Permission::block) {
        co_return refused("The bridge's admin does not allow " + jid->str() + ".");
    }
    if (!room->status().is_in) {
        co_return refused("The bridge is not in " + muc.str() + " now; try again in a while.");
    }
    co_await room->invite(call.user(), *jid, call.key);
    co_return done(jid->str() + " is invited to " + muc.str() + " in your name.");
}

} // namespace

Command invite_command(MucRooms& mucs) {
    return {.name = "invite",
            .summary = "invite somebody of XMPP to this room",
            .parameters = {{.name = "JID",
                            .about = "the XMPP address, such as juliet@capulet.example",
                            .kind = CommandParameter::Kind::jid}},
            .places = places::bridged_rooms,
            .effect = Effect::changes,
            .run = [&](CommandCall call) { return invite(mucs, std::move(call)); }};
}

} // namespace bascule::bridge
