#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "mapping/jid.hpp"
#include "mapping/muc_rank.hpp"

#include <optional>
#include <string>
#include <vector>

// What people of XMPP ask of a MUC that we host, by IQ. `room` is its bare JID, `asker` a full JID. What answers with
// an error answers with none where all is well. Calls throw Outage.
namespace bascule::bridge {

/// XEP-0045 §9 and §10: who has this role, or else this affiliation.
struct RankQuery {
    mapping::Jid room;
    mapping::Jid asker;
    std::optional<mapping::Role> role{};
    std::optional<mapping::Affiliation> affiliation{};
};
struct RankList {
    struct Item {
        std::string nick; ///< empty of who is not in
        std::optional<mapping::Jid> jid;
        mapping::MucRank rank;
    };
    std::optional<StanzaError> error{};
    std::vector<Item> items{};
};

/// Somebody, named by nick or by address, is to have this role, or else this affiliation.
struct RankWish {
    mapping::Jid room;
    mapping::Jid asker;
    std::string nick{};
    std::optional<mapping::Jid> jid{};
    std::optional<mapping::Role> role{};
    std::optional<mapping::Affiliation> affiliation{};
    std::string reason{};
};

/// What somebody finds who asks to be registered with a room (XEP-0045 §7.10).
struct RegistrationState {
    std::optional<StanzaError> error{};
    std::string nick{}; ///< he is in, under this one
};

class HostedRooms {
public:
    virtual ~HostedRooms() = default;
    virtual Task<RankList> ranked(RankQuery query) = 0;
    virtual Task<std::optional<StanzaError>> change_rank(RankWish wish) = 0;
    /// XEP-0425: takes away what somebody has said.
    virtual Task<std::optional<StanzaError>> moderate(mapping::Jid room, mapping::Jid asker, std::string stanza_id,
                                                      std::string reason) = 0;
    /// XEP-0410: is the asker in, and is there anybody in this seat?
    virtual Task<std::optional<StanzaError>> ping(mapping::Jid seat, mapping::Jid asker) = 0;
    virtual Task<RegistrationState> registration(mapping::Jid room, mapping::Jid asker) = 0;
    virtual Task<std::optional<StanzaError>> enroll(mapping::Jid room, mapping::Jid asker, std::string reason) = 0;
    /// Is this the address of a room, or of a seat in one? It need not exist.
    virtual bool is_room_address(const mapping::Jid& address) const = 0;
};

} // namespace bascule::bridge
