#pragma once

#include "bridge/async/task.hpp"
#include "mapping/conversation/act.hpp"
#include "mapping/jid.hpp"
#include "mapping/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// A message from one of ours to somebody, or to a MUC.
struct OutgoingMessage {
    mapping::Jid from; ///< a puppet's (full) JID, or the component's own
    mapping::Jid to;
    bool is_groupchat = false;
    std::string id; ///< also sent as origin-id (XEP-0359)
    mapping::Message message;
    std::string nick;           ///< XEP-0172, left out where empty
    bool wants_receipt = false; ///< XEP-0184
    /// What is done to an earlier message; the words then stand for it where it is not known (XEP-0428), or are none.
    std::optional<mapping::Act> act{};
};

enum class PresenceKind { available, unavailable, subscribe, subscribed, unsubscribe, unsubscribed, probe };

/// Presence of a puppet towards a contact. With capabilities (XEP-0115) where available.
struct OutgoingPresence {
    mapping::Jid from;
    mapping::Jid to;
    PresenceKind kind = PresenceKind::available;
    std::string nick;   ///< XEP-0172, left out where empty
    std::string status; ///< left out where empty
    std::string show{}; ///< RFC 6121 §4.7.2.1, left out where empty
};

/// What a MUC says of itself (disco#info, XEP-0045 §6.4).
struct RoomTraits {
    bool has_stanza_ids = false;   ///< urn:xmpp:sid:0
    bool has_occupant_ids = false; ///< urn:xmpp:occupant-id:0
    bool has_archive = false;      ///< urn:xmpp:mam:2
    bool is_nonanonymous = false;
    std::string name;
    bool is_members_only = false;
    bool is_moderated = false;
    bool has_password = false;
    bool has_vcard = false;    ///< XEP-0486: the room has an avatar, or can have one
    std::string description{}; ///< muc#roominfo (XEP-0045 §15.5.4)
    std::string subject{};
    std::optional<std::int64_t> occupants{};
    std::string avatar_hash{}; ///< XEP-0486: SHA-1 in hex, may be empty
};

/// A stanza error (RFC 6120 §8.3) as somebody sent it to us.
struct StanzaError {
    std::string type;      ///< cancel, wait, modify, auth
    std::string condition; ///< such as item-not-found
    std::string text;
    std::string uri{}; ///< of gone and redirect: where it is instead (RFC 6120 §8.3.3.5)
};

/// Which of the MUC's recent messages the joiner wants to be sent.
struct HistoryWish {
    std::optional<std::int64_t> since_ms; ///< Unix time; none asks for no history at all
};

struct JoinRequest {
    mapping::Jid occupant; ///< full JID of the one who joins
    mapping::Jid room;
    std::string nick;
    std::string password;
    HistoryWish history;
};

/// Joined, or the error that the MUC answered.
struct JoinOutcome {
    std::optional<StanzaError> error;
    std::string nick;        ///< as the MUC confirmed it with status 110
    std::string occupant_id; ///< our own, empty where the MUC gives none
};

/// A page of a MUC's archive (XEP-0313), oldest first.
struct ArchivePage {
    struct Item {
        std::string stanza_id;
        std::int64_t at_ms = 0;
        std::string stanza; ///< XML of the archived message, completed with its stanza-id and delay
    };
    std::vector<Item> items;
    bool is_complete = true;
};

struct ArchiveRequest {
    mapping::Jid room;
    mapping::Jid asker;
    std::string after_id;                 ///< empty: from the beginning, or from start_ms
    std::optional<std::int64_t> start_ms; ///< Unix time, used where after_id is empty or forgotten by the archive
    int at_most = 100;
};

/// The XMPP server, as the bridge uses it. Stanzas leave in the order of the calls. A call throws Outage when the
/// stream is down or breaks before it is answered.
class XmppServer {
public:
    virtual ~XmppServer() = default;

    virtual bool is_connected() const = 0;
    /// The number of the present stream; every reconnection gives a new one.
    virtual std::uint64_t session() const = 0;

    /// Written to the stream (or its bounded outbox); whether it got there only a barrier tells. Characters that XML
    /// cannot carry are replaced.
    virtual Task<void> send(OutgoingMessage message) = 0;
    virtual Task<void> send(OutgoingPresence presence) = 0;
    /// Answers a message as received (XEP-0184).
    virtual Task<void> acknowledge(mapping::Jid from, mapping::Jid to, std::string message_id) = 0;
    /// Returns a message to its sender as not delivered.
    virtual Task<void> bounce(mapping::Jid from, mapping::Jid to, std::string message_id, StanzaError error) = 0;
    /// Answers somebody's presence with an error.
    virtual Task<void> refuse_presence(mapping::Jid from, mapping::Jid to, StanzaError error) = 0;
    /// Returns when the server has taken everything sent before (XEP-0199 ping to the server's domain).
    virtual Task<void> barrier() = 0;

    /// Joins, or joins again (a resync): returns at the self-presence (status 110) or at the error.
    virtual Task<JoinOutcome> join(JoinRequest request) = 0;
    virtual Task<void> leave(mapping::Jid occupant, mapping::Jid room, std::string nick, std::string reason) = 0;
    /// XEP-0410: is this occupant still in? Nothing where the answer decides nothing.
    virtual Task<std::optional<bool>> is_joined(mapping::Jid occupant, mapping::Jid room, std::string nick) = 0;
    /// The MUC's disco#info, or the error that came instead; neither where it is no MUC.
    virtual Task<std::optional<RoomTraits>> describe(mapping::Jid room, mapping::Jid asker) = 0;
    virtual Task<ArchivePage> archive(ArchiveRequest request) = 0;
    /// Only the copy of a MUC's messages that is addressed to this occupant is parsed and handed over; none: all are.
    virtual void elect_listener(mapping::Jid room, std::optional<mapping::Jid> occupant) = 0;
};

} // namespace bascule::bridge
