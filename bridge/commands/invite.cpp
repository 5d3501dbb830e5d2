#include "bridge/commands/invite.hpp"

#include "bridge/address_uri.hpp"
#include "bridge/finding/jid_word.hpp"
#include "bridge/intake/answer_pace.hpp"

#include <functional>
#include <utility>

namespace bascule::bridge {

namespace {

// In words: not every client shows an invitation of somebody who is no contact (XEP-0249 §4), but all show a message.
std::string words_of_invitation(const Puppet& inviter, const mapping::Jid& muc) {
    const auto name = inviter.name.empty() ? inviter.jid.bare().str() : inviter.name;
    return name + " (" + inviter.jid.bare().str() + ") invites you to " + muc.str() + ": " + muc_uri_of(muc);
}

Task<CommandAnswer> invite(MucRooms& mucs, CommandCall call) {
    const auto jid = muc_of_word(call.word(0)); // a person's address has the same form
    if (!jid) {
        co_return refused(jid.error().reason);
    }
    const auto* const room = mucs.find(*call.room);
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
    const auto inviter = co_await world.puppets.of(call.user());
    OutgoingMessage message{.from = world.bot.bare(),
                            .to = *jid,
                            .is_groupchat = false,
                            .id = std::string{answer_mark} + std::to_string(std::hash<std::string>{}(call.key)),
                            .message = {mapping::MessageKind::notice, words_of_invitation(inviter, muc)},
                            .nick = {},
                            .wants_receipt = false};
    co_await world.xmpp.send(std::move(message));
    co_return done("I have written to " + jid->str() + " how to come to " + muc.str() + ".");
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
