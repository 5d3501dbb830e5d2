#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "mapping/conversation/act.hpp"
#include "mapping/jid.hpp"
#include "mapping/message.hpp"
#include "mapping/muc_rank.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What the core tells those who are in a MUC that we host (XEP-0045 as a service). `seat` is room/nick; `to` is one
// session, by its full JID.
namespace bascule::bridge {

/// Presence of an occupant, as one session is told of it.
struct SeatPresence {
    enum class Kind { available, unavailable };
    mapping::Jid to;
    mapping::Jid seat;
    Kind kind = Kind::available;
    mapping::MucRank rank;
    std::optional<mapping::Jid> real_jid{}; ///< full
    std::string occupant_id{};              ///< XEP-0421
    std::vector<int> statuses{};            ///< XEP-0045 §15.6.2
    std::string new_nick{};                 ///< of status 303
    std::string actor{};                    ///< the nick of who has put him out, or changed his rank
    std::string reason{};
    std::string show{};   ///< RFC 6121 §4.7.2.1
    std::string status{}; ///< RFC 6121 §4.7.2.2
    std::string id{};     ///< of the request that this answers
    std::string hat{};    ///< XEP-0317: what he is here, in words; left out where empty
    /// XEP-0153: SHA-1 in hex of his avatar; empty: he has none; nothing: that is not known.
    std::optional<std::string> avatar_hash{};
};

/// What stands in an archive where a message was retracted (XEP-0424 §5), or removed by a moderator (XEP-0425 §5).
struct Retracted {
    std::string id; ///< of what retracted it
    std::int64_t at_ms = 0;
    std::string reason{};
    std::string moderator{}; ///< his seat; empty: the author himself
    std::string moderator_occupant_id{};
};

/// A message of the room, as one session hears it.
struct SeatMessage {
    mapping::Jid to;
    mapping::Jid from; ///< the seat, or the room itself
    std::string id;
    mapping::Message message;
    std::string stanza_id;                  ///< XEP-0359, by the room; left out where empty
    std::string occupant_id;                ///< XEP-0421; left out where empty
    std::optional<std::int64_t> delay_ms{}; ///< Unix time: history (XEP-0203, from the room)
    bool is_private = false;                ///< XEP-0045 §7.5: of one occupant to another
    std::optional<mapping::Act> act{};      ///< as of an OutgoingMessage
    std::optional<Retracted> retracted{};   ///< a tombstone: of the message itself nothing is left
};

/// XEP-0045 §7.2.15 and §8.1. Empty text: there is no subject.
struct SeatSubject {
    mapping::Jid to;
    mapping::Jid from;
    std::string id;
    std::string text;
    std::string stanza_id{};
    std::optional<std::int64_t> delay_ms{};
};

/// Somebody is invited into the room (XEP-0045 §7.8.2, with XEP-0249 for clients that know only that), or has
/// declined to come.
struct SeatInvitation {
    enum class Kind { invite, decline };
    Kind kind = Kind::invite;
    mapping::Jid room;
    mapping::Jid to;
    mapping::Jid by; ///< who invites, or declines
    std::string reason;
};

/// The room is gone (XEP-0045 §10.9).
struct SeatEnd {
    mapping::Jid to;
    mapping::Jid seat;
    std::optional<mapping::Jid> alternate_venue;
    std::string reason;
};

/// Speaks for our MUCs. Stanzas leave in the order of the calls, which throw Outage while the stream is down; whether
/// they got there only XmppServer::barrier() tells.
class MucService {
public:
    virtual ~MucService() = default;
    virtual Task<void> show(SeatPresence presence) = 0;
    virtual Task<void> say(SeatMessage message) = 0;
    virtual Task<void> tell_subject(SeatSubject subject) = 0;
    /// XEP-0045 §10.2.1: something about the room is different (status 104).
    virtual Task<void> tell_change(mapping::Jid room, mapping::Jid to) = 0;
    /// XEP-0486 §6.2: the room's own avatar, by its SHA-1 in hex; empty: it has none.
    virtual Task<void> show_face(mapping::Jid room, mapping::Jid to, std::string hash) = 0;
    virtual Task<void> invite(SeatInvitation invitation) = 0;
    virtual Task<void> end(SeatEnd end) = 0;
    /// XEP-0045 §7.2: the answer to a request to enter, or to change a nick, that is not granted.
    virtual Task<void> refuse_entry(mapping::Jid seat, mapping::Jid to, std::string id, StanzaError error) = 0;
};

} // namespace bascule::bridge
