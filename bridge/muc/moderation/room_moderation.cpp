#include "bridge/muc/moderation/room_moderation.hpp"

#include "bridge/muc/room_guard.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

// Of the many who come and go, few have any power.
bool is_of_note(const mapping::Standing& standing) {
    return is_at_least(standing.affiliation, mapping::Affiliation::admin) ||
           is_at_least(standing.role, mapping::Role::moderator);
}

std::string report_of_muc(const RoomContext& context) {
    const auto& standing = context.bot;
    auto text = "In " + context.portal.address.str() + " the bot is " + std::string{mapping::word_of(standing.role)} +
                ", with the affiliation " + std::string{mapping::word_of(standing.affiliation)} + ". ";
    if (!is_at_least(standing.role, mapping::Role::moderator)) {
        text += "Kicks in this room have no effect there; that takes a moderator. ";
    }
    if (!is_at_least(standing.affiliation, mapping::Affiliation::admin)) {
        text += "Bans in this room have no effect there; that takes an admin.";
    }
    return text;
}

} // namespace

RoomModeration::RoomModeration(RoomContext context)
    : context_{std::move(context)}, face_{context_.world.moderation.faces, context_.portal.address} {}

Task<void> RoomModeration::load() {
    co_await context_.expelled.load();
    co_await face_.load();
    puppets_.restore();
}

void RoomModeration::on_entered() {
    bans_.compare();
    powers_.on_standing();
}

void RoomModeration::on_own_presence(const OccupantPresence& presence) {
    const auto standing = standing_of(presence);
    if (!presence.is_available) {
        context_.own.erase(presence.head.to);
        return;
    }
    const auto [place, is_new] = context_.own.try_emplace(presence.head.to, standing);
    if (is_new) {
        powers_.on_entered(presence.head.to.bare());
    }
    if ((is_new && is_of_note(standing)) || place->second != standing) {
        place->second = standing;
        powers_.on_regraded(presence.head.to.bare());
    }
    if (presence.head.to == context_.world.bot && context_.bot != standing) {
        context_.bot = standing;
        powers_.on_own_standing();
    }
}

void RoomModeration::on_change(const Roster::Change& change) {
    const auto has_come = change.kind == Roster::Kind::came;
    if (has_come && change.entry.real_jid) {
        powers_.on_entered(change.entry.real_jid->bare());
    }
    const auto is_worth_a_look = has_come && is_of_note(change.entry.standing);
    if (change.kind == Roster::Kind::regraded && change.entry.real_jid) {
        powers_.on_regraded(change.entry.real_jid->bare());
    } else if (is_worth_a_look || change.kind == Roster::Kind::regraded) {
        powers_.on_standing();
    }
}

// XEP-0045 §10.2.1: something of the configuration has changed.
void RoomModeration::on_news(const MucNews& news) {
    constexpr int configuration_changed = 104;
    for (const auto status : news.statuses) {
        if (status == configuration_changed) {
            context_.chores.add("description", [this] { return describe(); });
        }
    }
    bans_.on_news(news);
}

Task<void> RoomModeration::describe() {
    const auto traits = co_await context_.world.xmpp.describe(context_.portal.address, context_.world.bot);
    if (traits) {
        co_await keep_guarded(context_.world, context_.portal, *traits);
        on_traits(*traits);
    }
}

void RoomModeration::on_traits(const RoomTraits& traits) {
    looks_.on_traits(traits);
    avatar_.on_traits(traits);
}

void RoomModeration::on_puppet_removed(const mapping::UserId& user, const OccupantPresence& presence) {
    puppets_.put_out(user, PuppetRemovals::verdict_of(presence));
}

// XEP-0045 §7.2.6, §7.2.7. A portal is the MUC itself, so nobody reads there whom the MUC does not let in; in a room of
// the Matrix people's own only he is put out who was put out of the MUC.
bool RoomModeration::on_puppet_shut_out(const mapping::UserId& user, const PuppetSeats::Place& place) {
    const auto& refusal = *place.refusal;
    const auto is_banned = refusal.condition == "forbidden";
    const auto is_no_member = refusal.condition == "registration-required";
    const auto is_asked_anew =
        place.occupant != context_.portal.address; // else the bar of an earlier expulsion answers
    const auto was_put_out = context_.seats.has_seat(place.occupant) && context_.expelled.find(user) == nullptr;
    const auto must_go = context_.portal.kind == PortalKind::portal || was_put_out;
    if (!is_asked_anew || !must_go || (!is_banned && !is_no_member)) {
        return false;
    }
    puppets_.put_out(user, is_banned ? PuppetRemovals::Verdict{ExpulsionKind::ban, {}, refusal.text}
                                     : PuppetRemovals::Verdict{ExpulsionKind::kick, {}, "only members may enter"});
    return true;
}

Task<void> RoomModeration::forget_all() {
    co_await context_.expelled.forget_all();
    co_await context_.world.moderation.faces.remove(context_.portal.address);
}

bool RoomModeration::needs_muc(const MatrixEvent& event) const {
    const auto& change = std::get<MemberChange>(event.content);
    const auto is_moved = change.now == Membership::ban || change.now == Membership::leave;
    return is_moved && is_ghost(change.subject) && !is_ours(event.sender);
}

// A leave that somebody else has caused is a kick, an unban, or an invitation taken back.
RoomModeration::Deed RoomModeration::deed_of(const MemberChange& change, Before before) const {
    if (change.now == Membership::ban) {
        return Deed::ban;
    }
    const auto* const known = context_.expelled.find(change.subject);
    const auto was_banned = change.before == Membership::ban || (known != nullptr && known->kind == ExpulsionKind::ban);
    if (change.now != Membership::leave || change.before == Membership::invite) {
        return Deed::none;
    }
    if (was_banned) {
        return Deed::unban;
    }
    return before == Before::in || change.before == Membership::join ? Deed::kick : Deed::none;
}

void RoomModeration::foresee(const MatrixEvent& event, Before before) {
    const auto& change = std::get<MemberChange>(event.content);
    if (!is_ghost(change.subject) || is_ours(event.sender)) {
        return;
    }
    const auto deed = deed_of(change, before);
    if (deed == Deed::kick || deed == Deed::ban) {
        ghosts_.foresee(change.subject);
    }
}

Task<void> RoomModeration::on_member(MatrixEvent event, Before before) {
    const auto change = std::get<MemberChange>(event.content);
    if (!is_ours(change.subject)) {
        co_await on_user(std::move(event), before);
        co_return;
    }
    if (is_ours(event.sender) || !is_ghost(change.subject)) {
        co_return; // our own doing
    }
    const auto deed = deed_of(change, before);
    if (deed == Deed::ban) {
        co_await ghosts_.on_ban(change.subject, std::move(event));
    } else if (deed == Deed::kick) {
        co_await ghosts_.on_kick(change.subject, std::move(event));
    } else if (deed == Deed::unban) {
        co_await ghosts_.on_unban(change.subject);
    }
}

// Who comes anew is let in again, whatever was before; who only changes his name is not.
Task<void> RoomModeration::on_user(MatrixEvent event, Before before) {
    const auto change = std::get<MemberChange>(event.content);
    if (change.now == Membership::join) {
        invitations_.forget(change.subject);
        if (before == Before::out) {
            co_await context_.expelled.forget(change.subject);
            context_.seats.forgive(change.subject);
        }
    } else if (change.now == Membership::leave && event.sender == change.subject) {
        co_await invitations_.on_user_declined(change.subject, change.reason);
    }
}

Task<Delivery> RoomModeration::on_state(MatrixEvent event) {
    const auto aspect = std::get<StateChange>(event.content).aspect;
    if (aspect == RoomAspect::power_levels) {
        auto changes = std::get<StateChange>(event.content).powers;
        co_await powers_.on_power_levels(std::move(changes));
        co_return Delivery{};
    }
    if (aspect == RoomAspect::avatar) {
        avatar_.on_state(event);
        co_return Delivery{};
    }
    co_return co_await looks_.on_state(std::move(event));
}

Task<bool> RoomModeration::on_returned(ReturnedMessage returned) {
    const auto was_invitation = co_await invitations_.on_returned(returned);
    if (was_invitation) {
        co_return true;
    }
    co_return co_await looks_.on_returned(std::move(returned));
}

Task<std::string> RoomModeration::rights_report() {
    co_return report_of_muc(context_);
}

} // namespace bascule::bridge
