#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "mapping/jid.hpp"
#include "mapping/standing.hpp"

#include <optional>
#include <string>
#include <vector>

// What one of ours asks of a MUC beyond being in it. Every call throws Outage where the stream breaks or the MUC cannot
// answer now; `as` is the full JID of who asks.
namespace bascule::bridge {

/// What the MUC answered: nothing where it has done it.
using MucRefusal = std::optional<StanzaError>;

/// An entry of a MUC's lists (XEP-0045 §9.5).
struct MucAffiliate {
    mapping::Jid jid; ///< bare
    mapping::Affiliation affiliation = mapping::Affiliation::none;
    std::string reason;
};

/// Kicks, bans and rights (XEP-0045 §8.2, §9).
class MucAdmin {
public:
    virtual ~MucAdmin() = default;
    /// `seat` is the occupant's address; role none is a kick.
    virtual Task<MucRefusal> set_role(mapping::Jid as, mapping::Jid seat, mapping::Role role, std::string reason) = 0;
    virtual Task<MucRefusal> set_affiliation(mapping::Jid as, mapping::Jid room, MucAffiliate affiliate) = 0;
    /// Removes what an occupant has said, by its stanza-id (XEP-0425 §3.2).
    virtual Task<MucRefusal> moderate(mapping::Jid as, mapping::Jid room, std::string stanza_id,
                                      std::string reason) = 0;
    /// All who have this affiliation; nothing where the MUC does not show that to the asker.
    virtual Task<std::optional<std::vector<MucAffiliate>>> affiliates(mapping::Jid as, mapping::Jid room,
                                                                      mapping::Affiliation affiliation) = 0;
};

/// A picture as bytes of this media type.
struct MucPicture {
    std::string type;
    std::string bytes;
};

/// How a MUC presents itself.
class MucFace {
public:
    virtual ~MucFace() = default;
    /// XEP-0045 §8.1: the MUC shows it to all, or returns the message under this id.
    virtual Task<void> set_subject(mapping::Jid as, mapping::Jid room, std::string subject, std::string id) = 0;
    /// XEP-0045 §10.2: for owners.
    virtual Task<MucRefusal> set_name(mapping::Jid as, mapping::Jid room, std::string name) = 0;
    /// XEP-0486: nothing where it has none.
    virtual Task<std::optional<MucPicture>> picture(mapping::Jid as, mapping::Jid room) = 0;
    virtual Task<MucRefusal> set_picture(mapping::Jid as, mapping::Jid room, MucPicture picture) = 0;
};

struct MucInvite {
    mapping::Jid as;
    mapping::Jid room;
    mapping::Jid to;    ///< whom it concerns
    std::string id;     ///< under which the MUC returns what it refuses
    std::string reason; ///< may be empty
};

/// Invitations (XEP-0045 §7.8, XEP-0249).
class MucInviter {
public:
    virtual ~MucInviter() = default;
    /// By way of the room, which only its occupants may use.
    virtual Task<void> invite_through_room(MucInvite invite) = 0;
    virtual Task<void> invite_directly(MucInvite invite) = 0;
    /// Tells `to`, who has invited, that it was declined.
    virtual Task<void> decline(MucInvite invite) = 0;
};

} // namespace bascule::bridge
