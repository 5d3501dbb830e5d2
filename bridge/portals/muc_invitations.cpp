#include "bridge/portals/muc_invitations.hpp"

#include "bridge/notices.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

// A MUC is one of these for as long as this lives, however that ends.
class Making {
public:
    Making(std::set<mapping::Jid>& all, mapping::Jid muc) : all_{all}, muc_{std::move(muc)} { all_.insert(muc_); }
    Making(const Making&) = delete;
    Making& operator=(const Making&) = delete;
    Making(Making&&) = delete;
    Making& operator=(Making&&) = delete;
    ~Making() { all_.erase(muc_); }

private:
    std::set<mapping::Jid>& all_;
    mapping::Jid muc_;
};

// Who is said to invite: only where nobody stands between is that proven.
mapping::Jid claimed_inviter(const MucInvitation& invitation) {
    return invitation.from.value_or(invitation.head.from);
}

// Whose rooms are counted. A person of whom a service tells counts as one of that service's, since it may tell of
// anybody; so nobody's pace is used up by others.
mapping::Jid counted_inviter(const MucInvitation& invitation) {
    const auto& sender = invitation.head.from;
    if (!invitation.is_mediated) {
        return sender.bare();
    }
    const auto claimed = mapping::Jid::from_parts({}, sender.domain(), claimed_inviter(invitation).bare().str());
    return claimed ? *claimed : sender.bare();
}

std::string name_of_inviter(const MucInvitation& invitation) {
    const auto inviter = claimed_inviter(invitation);
    if (inviter.bare() != invitation.room) {
        return inviter.bare().str();
    }
    return inviter.is_bare() ? "somebody" : std::string{inviter.resource()};
}

// A stranger's words stay in their line, whoever passes them on.
std::string as_one_line(std::string text) {
    const auto is_control = [](char byte) { return static_cast<unsigned char>(byte) < ' '; };
    std::ranges::replace_if(text, is_control, ' ');
    return text;
}

std::string words_of(const MucInvitation& invitation) {
    const auto room = invitation.room.str();
    const auto reason = invitation.reason.empty() ? "" : " (" + as_one_line(invitation.reason) + ")";
    const auto says = invitation.is_mediated ? room + " says that " + name_of_inviter(invitation) + " invites you there"
                                             : "invites you to the XMPP room " + room;
    return says + reason + ". To go there: !xmpp join " + room;
}

} // namespace

Task<Delivery> MucInvitations::take(MucInvitation invitation, std::string key) {
    if (invitation.kind == MucInvitation::Kind::decline) {
        if (auto* const room = mucs_.find(invitation.room)) {
            co_await room->on_declined(std::move(invitation));
            co_return Delivery{};
        }
        co_return Delivery{Delivery::State::parked, "a no to an invitation that is not ours"};
    }
    const auto guest = co_await guest_of(invitation);
    if (!guest) {
        co_return Delivery{Delivery::State::parked, "an invitation that nobody can be told of"};
    }
    auto outcome = co_await lead(*guest, invitation);
    if (outcome.is_led) {
        co_return Delivery{};
    }
    co_return co_await tell(*guest, std::move(invitation), std::move(outcome.obstacle), std::move(key));
}

// Nobody where one of the two must not use the bridge, or the one does not exist.
Task<std::optional<MucInvitations::Guest>> MucInvitations::guest_of(const MucInvitation& invitation) {
    const auto& world = mucs_.world();
    const auto inviter = invitation.head.from.bare();
    const auto user = co_await world.names.user_of(invitation.head.to.bare());
    const auto& permissions = world.policy.permissions;
    if (!user || permissions.of(*user) == mapping::Permission::block ||
        permissions.of(inviter) == mapping::Permission::block ||
        permissions.of(claimed_inviter(invitation).bare()) == mapping::Permission::block ||
        invitation.room.domain() == world.names.names().component().domain()) {
        co_return std::nullopt;
    }
    const auto puppet = co_await world.puppets.find(*user);
    if (puppet && !*puppet) {
        co_return std::nullopt;
    }
    co_return Guest{*user, inviter};
}

// What comes from the MUC itself needs no proof; what anybody has written does, where not everybody may enter.
Task<MucInvitations::Outcome> MucInvitations::lead(Guest guest, MucInvitation invitation) {
    auto* const room = mucs_.find(invitation.room);
    if (room != nullptr && (invitation.is_mediated || room->portal().kind == PortalKind::plumbed)) {
        const auto is_invited = co_await room->on_invitation(std::move(guest.user), std::move(invitation));
        co_return Outcome{is_invited};
    }
    if (room != nullptr || making_.contains(invitation.room)) {
        co_return co_await lead_through_portal(std::move(guest), std::move(invitation));
    }
    if (!pace_.may_make(counted_inviter(invitation), mucs_.world().now())) {
        co_return Outcome{};
    }
    co_return co_await make_and_lead(std::move(guest), std::move(invitation));
}

Task<MucInvitations::Outcome> MucInvitations::make_and_lead(Guest guest, MucInvitation invitation) {
    const Making making{making_, invitation.room};
    const auto inviter = counted_inviter(invitation);
    try {
        co_return co_await lead_through_portal(std::move(guest), std::move(invitation));
    } catch (const Outage&) { // it is tried again
        pace_.give_back(inviter);
        throw;
    }
}

Task<MucInvitations::Outcome> MucInvitations::lead_through_portal(Guest guest, MucInvitation invitation) {
    PortalMaker::Wish wish{invitation.room, invitation.password, guest.user};
    const auto portal = co_await portals_.open(std::move(wish));
    if (!portal) {
        co_return Outcome{false, portal.error().reason};
    }
    auto* const room = mucs_.find(portal->address);
    if (room == nullptr) {
        co_return Outcome{}; // it has ended again
    }
    const auto is_invited = co_await room->on_invitation(std::move(guest.user), std::move(invitation));
    co_return Outcome{is_invited};
}

// By whoever invites, in his chat with the user; by the bot, where it is the MUC that says so: a MUC may say anything
// of anybody.
Task<Delivery> MucInvitations::tell(Guest guest, MucInvitation invitation, std::string obstacle, std::string key) {
    const auto is_from_muc = guest.inviter == invitation.room;
    auto text = (is_from_muc && !invitation.is_mediated ? "Somebody " : "") + words_of(invitation);
    if (!obstacle.empty()) {
        text += "\nThat does not work yet: " + obstacle;
    }
    if (is_from_muc) {
        co_return co_await tell_as_bot(std::move(guest.user), std::move(text), std::move(key));
    }
    DirectRooms::Speech speech{
        guest.user,           guest.inviter,     {}, {mapping::MessageKind::emote, std::move(text)},
        {std::move(key), {}}, Doubt::maybe_there};
    const auto told = co_await direct_rooms_.say(std::move(speech));
    co_return told ? Delivery{} : Delivery{Delivery::State::parked, told.error().reason};
}

Task<Delivery> MucInvitations::tell_as_bot(mapping::UserId user, std::string text, std::string key) {
    const auto& world = mucs_.world();
    const auto room = co_await private_rooms_.of(std::move(user));
    if (!room) {
        co_return Delivery{Delivery::State::parked, room.error().reason};
    }
    Notices notices{world.homeserver};
    co_await notices.tell(world.ghosts.bot(), *room, std::move(key), std::move(text));
    co_return Delivery{};
}

} // namespace bascule::bridge
