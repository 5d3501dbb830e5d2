#pragma once

#include "bridge/muc/moderation/room_context.hpp"
#include "bridge/ports/matrix_inbox.hpp"

#include <map>
#include <string>

namespace bascule::bridge {

/// Invitations into one bridged MUC and its room: who is invited on one side is invited by name on the other, and who
/// declines there has declined here.
class Invitations {
public:
    explicit Invitations(RoomContext& context) : context_{context} {}

    /// Who invites whom into the MUC.
    struct Call {
        mapping::UserId user;
        mapping::Jid person;  ///< bare
        std::string key;      ///< names the invitation for ever
        std::string reason{}; ///< may be empty
    };
    /// Throws Outage.
    Task<void> invite(Call call);
    /// A Matrix user has invited this ghost into the room. Throws Outage.
    Task<void> on_ghost_invited(mapping::UserId ghost, MatrixEvent event);
    /// Somebody of XMPP has invited this user's puppet into the MUC. Returns whether the user is in the room or invited
    /// into it: by the one's ghost where that is in, else by the bot where the MUC has passed the invitation on, or the
    /// room is the bridge's own and he may enter the MUC. Throws Outage.
    Task<bool> on_puppet_invited(mapping::UserId user, MucInvitation invitation);
    /// Somebody of XMPP has declined. Throws Outage.
    Task<void> on_declined(MucInvitation decline);
    /// A Matrix user has left a room that he was only invited to. Throws Outage.
    Task<void> on_user_declined(mapping::UserId user, std::string reason);
    /// He has answered.
    void forget(const mapping::UserId& user) { to_decline_.erase(user); }
    /// What we sent came back: where the room does not pass an invitation on, it is sent directly. False where it was
    /// none.
    Task<bool> on_returned(ReturnedMessage returned);

private:
    Task<Answer<void>> invite_here(mapping::UserId user, MucInvitation invitation);

    RoomContext& context_;
    std::map<std::string, MucInvite> sent_;           // by their ids; where one is forgotten, nobody hears of it
    std::map<mapping::UserId, MucInvite> to_decline_; // what to answer for each user who was invited
};

} // namespace bascule::bridge
