#pragma once

#include "bridge/muc/moderation/carried_face.hpp"
#include "bridge/muc/moderation/ghost_removals.hpp"
#include "bridge/muc/moderation/invitations.hpp"
#include "bridge/muc/moderation/looks.hpp"
#include "bridge/muc/moderation/muc_bans.hpp"
#include "bridge/muc/moderation/powers.hpp"
#include "bridge/muc/moderation/puppet_removals.hpp"
#include "bridge/muc/moderation/room_avatar.hpp"
#include "bridge/muc/moderation/room_context.hpp"

#include <string>
#include <utility>

namespace bascule::bridge {

/// Membership and moderation of one bridged MUC, both ways: brings what happens to the part that it concerns.
class RoomModeration {
public:
    explicit RoomModeration(RoomContext context);

    /// Throws Outage.
    Task<void> load();
    /// The bot has entered: what happened before is looked for.
    void on_entered();
    /// The presence of one of ours, as told to himself.
    void on_own_presence(const OccupantPresence& presence);
    /// Somebody has entered, or his standing has changed.
    void on_change(const Roster::Change& change);
    void on_subject(const SubjectChange& change) { looks_.on_subject(change); }
    void on_traits(const RoomTraits& traits);
    /// The MUC itself shows an avatar of this hash (XEP-0153); empty: none.
    void on_avatar_hash(std::string hash) { avatar_.on_hash(std::move(hash)); }
    void on_news(const MucNews& news);
    /// The MUC has put this puppet out.
    void on_puppet_removed(const mapping::UserId& user, const OccupantPresence& presence);
    /// It does not let him in. Whether he is put out of the Matrix room for that: of a portal always, of others where
    /// he was in the MUC when we saw it last, so that he was put out meanwhile.
    bool on_puppet_shut_out(const mapping::UserId& user, const PuppetSeats::Place& place);
    /// It has let him in: what it had done to him before is over. Throws Outage.
    Task<void> on_puppet_admitted(mapping::UserId user) { return puppets_.lift(std::move(user)); }

    /// Nothing of this MUC is remembered any more. Throws Outage.
    Task<void> forget_all();
    /// Whether what this member event asks for takes the bot to be in the MUC.
    bool needs_muc(const MatrixEvent& event) const;
    /// Whether he whom a member event is about was in the room before it; homeservers do not always say so in the
    /// event.
    enum class Before { in, out };
    /// At once when a member event comes to its turn; then the rest of it, which may throw Outage and is called again.
    void foresee(const MatrixEvent& event, Before before);
    Task<void> on_member(MatrixEvent event, Before before);
    Task<Delivery> on_state(MatrixEvent event);
    /// Something of ours that was no message came back. False where it was one.
    Task<bool> on_returned(ReturnedMessage returned);
    Invitations& invitations() noexcept { return invitations_; }

    /// What the bridge may and may not do on either side, in words.
    Task<std::string> rights_report();

private:
    bool is_ghost(const mapping::UserId& user) const { return context_.world.names.names().is_ghost(user); }
    bool is_ours(const mapping::UserId& user) const { return user == context_.world.ghosts.bot() || is_ghost(user); }
    Task<void> describe();
    enum class Deed { none, kick, ban, unban };
    Deed deed_of(const MemberChange& change, Before before) const;
    Task<void> on_user(MatrixEvent event, Before before);

    RoomContext context_;
    PuppetRemovals puppets_{context_};
    GhostRemovals ghosts_{context_};
    MucBans bans_{context_, puppets_};
    Powers powers_{context_};
    CarriedFace face_;
    Looks looks_{context_, face_};
    RoomAvatar avatar_{context_, face_};
    Invitations invitations_{context_};
};

} // namespace bascule::bridge
