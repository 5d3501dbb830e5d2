#pragma once

#include "bridge/async/task.hpp"
#include "bridge/commands/private_rooms.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/direct/direct_rooms.hpp"
#include "bridge/portals/inviter_pace.hpp"
#include "bridge/portals/portal_maker.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <optional>
#include <set>
#include <string>

namespace bascule::bridge {

/// People of XMPP invite Matrix users into MUCs (XEP-0045 §7.8.2, XEP-0249): they are invited into the MUC's room,
/// which is made where there is none. Who cannot be led there is told of the invitation: where the two
/// talk, or by the bot where only the MUC says who invites.
class MucInvitations {
public:
    /// All must outlive it.
    MucInvitations(PortalMaker& portals, MucRooms& mucs, DirectRooms& direct_rooms)
        : portals_{portals},
          mucs_{mucs},
          direct_rooms_{direct_rooms},
          private_rooms_{mucs.world().homeserver, mucs.world().ghosts.bot()} {}

    /// An invitation, or somebody's no to one of ours. `key` names the stanza for ever. Throws Outage; then it is
    /// called again.
    Task<Delivery> take(MucInvitation invitation, std::string key);

private:
    struct Guest {
        mapping::UserId user;
        mapping::Jid inviter; ///< bare: whoever wrote to us, which is the MUC where it passes an invitation on
    };
    /// Whether he has been led there; where not, why, as a sentence that may be empty.
    struct Outcome {
        bool is_led = false;
        std::string obstacle{};
    };

    Task<std::optional<Guest>> guest_of(const MucInvitation& invitation);
    Task<Outcome> lead(Guest guest, MucInvitation invitation);
    Task<Outcome> make_and_lead(Guest guest, MucInvitation invitation);
    Task<Outcome> lead_through_portal(Guest guest, MucInvitation invitation);
    Task<Delivery> tell(Guest guest, MucInvitation invitation, std::string obstacle, std::string key);

    Task<Delivery> tell_as_bot(mapping::UserId user, std::string text, std::string key);

    PortalMaker& portals_;
    MucRooms& mucs_;
    DirectRooms& direct_rooms_;
    PrivateRooms private_rooms_;
    InviterPace pace_;              // of rooms that are made because a stranger says so
    std::set<mapping::Jid> making_; // the MUCs for which rooms are being made
};

} // namespace bascule::bridge
