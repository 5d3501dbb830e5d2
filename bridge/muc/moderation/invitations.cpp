#include "bridge/muc/moderation/invitations.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::string_view invitation_mark = "invite ";
constexpr std::size_t most_remembered = 1'000;

} // namespace

Task<void> Invitations::on_ghost_invited(mapping::UserId ghost, MatrixEvent event) {
    const auto& world = context_.world;
    const auto occupant = co_await world.names.occupant_of(ghost);
    const auto person = co_await world.names.jid_of(ghost);
    if (occupant || !person) {
        co_await world.homeserver.leave(ghost, context_.portal.room,
                                        "whose address is not known, so that he cannot be invited");
        co_return;
    }
    const auto is_here = [&](const Roster::Entry& entry) { return entry.real_jid == person->bare(); };
    if (std::ranges::any_of(context_.roster.others(), is_here)) {
        context_.ghosts.forgive(); // he is in the MUC already, and comes in by that
        context_.tell_changed();
        co_return;
    }
    Call call{event.sender, person->bare(), event.id.str(), std::get<MemberChange>(event.content).reason};
    co_await invite(std::move(call));
}

// XEP-0045 §7.8.2 wants an occupant; whoever is none writes himself (XEP-0249).
Task<void> Invitations::invite(Call call) {
    const auto place = co_await context_.seats.take(call.user);
    const auto puppet = co_await context_.world.puppets.of(call.user);
    MucInvite invite{puppet.jid, context_.portal.address, std::move(call.person),
                     std::string{invitation_mark} + call.key, std::move(call.reason)};
    if (sent_.size() >= most_remembered) {
        sent_.clear();
    }
    sent_.insert_or_assign(invite.id, invite);
    auto& inviter = context_.world.moderation.muc_inviter;
    auto sending = place.refusal ? inviter.invite_directly(invite) : inviter.invite_through_room(invite);
    co_await std::move(sending);
}

Task<bool> Invitations::on_returned(ReturnedMessage returned) {
    if (!returned.head.id.starts_with(invitation_mark)) {
        co_return false;
    }
    if (const auto sent = sent_.extract(returned.head.id)) {
        co_await context_.world.moderation.muc_inviter.invite_directly(sent.mapped());
    }
    co_return true;
}

Task<bool> Invitations::on_puppet_invited(mapping::UserId user, MucInvitation invitation) {
    const auto* const members = context_.members();
    if (members != nullptr && members->contains(user)) {
        co_return true;
    }
    const auto invited = co_await invite_here(user, invitation);
    if (!invited && invitation.is_mediated) {
        co_await context_.missing.tell("to invite",
                                       user.str() + " was invited to " + context_.portal.address.str() +
                                           ", and the bridge cannot invite him here: " + invited.error().reason + ".");
    }
    if (invited && invitation.is_mediated && invitation.from) {
        MucInvite answer{invitation.head.to, context_.portal.address, *invitation.from, {}, {}};
        to_decline_.insert_or_assign(user, std::move(answer));
    }
    co_return invited.has_value();
}

// Who is in invites by his own right. For who is not, only the MUC's word or an open door counts.
Task<Answer<void>> Invitations::invite_here(mapping::UserId user, MucInvitation invitation) {
    const auto& world = context_.world;
    const auto inviter = invitation.from.value_or(invitation.head.from).bare();
    Answer<void> answer{Refusal{403, "M_FORBIDDEN", "whoever invites is not in the room"}};
    if (inviter != context_.portal.address) {
        const auto ghost = co_await world.names.ghost_of(inviter);
        if (world.ghosts.is_in(ghost, context_.portal.room)) {
            co_return co_await world.homeserver.invite(ghost, context_.portal.room, user);
        }
    }
    if (invitation.is_mediated || context_.portal.kind == PortalKind::portal) {
        answer = co_await world.homeserver.invite(world.ghosts.bot(), context_.portal.room, user);
    }
    co_return answer;
}

Task<void> Invitations::on_declined(MucInvitation decline) {
    if (!decline.from || decline.from->bare() == context_.portal.address) {
        co_return;
    }
    const auto ghost = co_await context_.world.names.ghost_of(decline.from->bare());
    if (!context_.world.ghosts.is_in(ghost, context_.portal.room)) {
        co_await context_.world.homeserver.leave(ghost, context_.portal.room, decline.reason);
    }
}

Task<void> Invitations::on_user_declined(mapping::UserId user, std::string reason) {
    if (auto answer = to_decline_.extract(user)) {
        answer.mapped().reason = std::move(reason);
        co_await context_.world.moderation.muc_inviter.decline(answer.mapped());
    }
}

} // namespace bascule::bridge
