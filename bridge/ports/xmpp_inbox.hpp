#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "mapping/conversation/act.hpp"
#include "mapping/jid.hpp"
#include "mapping/message.hpp"
#include "mapping/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bascule::bridge {

/// What every stanza says first.
struct StanzaHead {
    mapping::Jid from;
    mapping::Jid to;
    std::string id;
};

/// type='chat' or 'normal', with words, a file or an act.
struct ChatMessage {
    StanzaHead head;
    mapping::Message message; ///< of an act: the words that stand for it where it is not known; not to be shown
    std::string origin_id;
    std::string nick;                     ///< XEP-0172
    bool wants_receipt = false;           ///< XEP-0184
    bool is_private_of_muc = false;       ///< from a MUC occupant (XEP-0045 §7.5)
    bool is_encrypted = false;            ///< OMEMO or other (XEP-0380): the body is only a hint
    std::optional<std::int64_t> delay_ms; ///< XEP-0203, Unix time
    std::optional<mapping::Act> act{};    ///< it does something to an earlier message, and says nothing
};

/// type='groupchat', with words, a file or an act; `from` is the occupant, or the room itself.
struct GroupMessage {
    StanzaHead head;
    mapping::Message message;
    std::string stanza_id;   ///< XEP-0359, by the room itself; else empty
    std::string occupant_id; ///< XEP-0421; else empty
    bool is_encrypted = false;
    std::optional<std::int64_t> delay_ms; ///< XEP-0203 by the room: history
    std::optional<mapping::Jid> real_jid; ///< of the sender, where an archive tells it
    std::optional<mapping::Act> act{};    ///< as of a ChatMessage; a moderator's redaction comes from the room itself
};

/// type='groupchat' with a subject and no body.
struct SubjectChange {
    StanzaHead head;
    std::string subject;
};

/// type='error': what we sent came back.
struct ReturnedMessage {
    StanzaHead head;
    StanzaError error;
};

/// Presence of a MUC occupant (XEP-0045 §7.2 and following).
struct OccupantPresence {
    StanzaHead head; ///< from: room/nick; to: which of ours was told
    bool is_available = true;
    std::string affiliation;
    std::string role;
    std::optional<mapping::Jid> real_jid;
    std::string occupant_id;
    std::string new_nick; ///< of status 303
    std::string reason;
    std::string actor;
    std::vector<int> statuses;
    bool is_destroyed = false;                     ///< the room was destroyed (XEP-0045 §10.9)
    std::optional<mapping::Jid> alternate_venue{}; ///< of a room that was destroyed: where it goes on
    /// SHA-1 in hex of the avatar (XEP-0153 §3.1): empty where he has none, nothing where the presence does not say.
    std::optional<std::string> avatar_hash{};

    bool has_status(int code) const;
};

/// What a joiner wants of the room's history (XEP-0045 §7.2.13). What is not set does not limit.
struct HistoryLimits {
    std::optional<std::int64_t> most_characters{};
    std::optional<std::int64_t> most_stanzas{};
    std::optional<std::int64_t> seconds{};
    std::optional<std::int64_t> since_ms{}; ///< Unix time
};
/// The request to enter a MUC that we host, or to be told all of it again (XEP-0045 §7.2).
struct MucEntry {
    std::string password;
    HistoryLimits history;
};

/// Any other presence to one of ours.
struct ContactPresence {
    StanzaHead head;
    PresenceKind kind = PresenceKind::available;
    std::string nick;                         ///< XEP-0172
    std::string show{};                       ///< RFC 6121 §4.7.2.1: away, chat, dnd, xa, or empty
    std::string status{};                     ///< RFC 6121 §4.7.2.2
    std::optional<std::string> avatar_hash{}; ///< XEP-0153, as of an occupant
    std::optional<MucEntry> entry{};          ///< the presence asks to enter
};

/// Somebody is invited into a MUC, or says no to that: XEP-0045 §7.8, XEP-0249. `room` is where to; the message came
/// from the room itself where `is_mediated`, and goes to it where one asks a room of ours to invite or to decline.
struct MucInvitation {
    enum class Kind { invite, decline };
    StanzaHead head;
    Kind kind = Kind::invite;
    bool is_mediated = false;
    mapping::Jid room;
    std::optional<mapping::Jid> from; ///< mediated: who invites or declines, as the room says
    std::optional<mapping::Jid> to;   ///< mediated: whom the room is to tell
    std::string reason;
    std::string password;
};
/// What a MUC says in its own name and without words: its configuration has changed (XEP-0045 §10.2.1, status 104), or
/// the affiliation of somebody who is not in (§9.9).
struct MucNews {
    StanzaHead head; ///< from: the room
    std::vector<int> statuses;
    std::optional<mapping::Jid> subject; ///< bare: whom it is about
    std::string affiliation;
    std::string actor;
    std::string reason;
};
/// Presence of type error from a MUC or contact that no join waited for.
struct PresenceError {
    StanzaHead head;
    StanzaError error;
};

/// XEP-0184: a message of ours was delivered.
struct Receipt {
    StanzaHead head;
    std::string message_id;
};

/// A stanza of no interest to the bridge.
struct OtherStanza {
    StanzaHead head;
};

using XmppEvent = std::variant<OtherStanza, ChatMessage, GroupMessage, SubjectChange, ReturnedMessage, OccupantPresence,
                               ContactPresence, PresenceError, Receipt, MucInvitation, MucNews>;

const StanzaHead& head_of(const XmppEvent& event);

struct ArrivedStanza {
    XmppEvent event;
    std::string xml; ///< of messages; empty for presence
};

/// Turns journaled XML into a value again. Fails, with the reason, on what is no stanza we know.
class StanzaCodec {
public:
    virtual ~StanzaCodec() = default;
    virtual mapping::Result<XmppEvent> decode(std::string_view xml) const = 0;
};

/// What one of our addresses is, for those who ask it (disco, vCard, version).
struct Addressee {
    enum class Kind {
        bridge,
        puppet,
        room,
        nobody,
        unreachable, ///< whether there is somebody cannot be found out: his server does not answer
    };
    Kind kind = Kind::nobody;
    std::string name; ///< for people; may be empty
};

/// Where the component hands over what arrives on the stream.
class XmppInbox {
public:
    virtual ~XmppInbox() = default;
    /// The stream is up and everything about our presence has to be said again.
    virtual void on_connected() = 0;
    virtual void on_disconnected() = 0;
    /// What one read of the stream held, in order. Returns when all that must not be lost is durable, and only then
    /// more is read; retries for as long as the store is away.
    virtual Task<void> on_stanzas(std::vector<ArrivedStanza> stanzas) = 0;
    /// Throws Outage when that cannot be found out now.
    virtual Task<Addressee> addressee(mapping::Jid jid) = 0;
};

} // namespace bascule::bridge
