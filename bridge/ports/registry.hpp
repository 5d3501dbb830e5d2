#pragma once

#include "bridge/async/task.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What the bridge remembers of rooms and people. Every call throws Outage when the store cannot be reached.
namespace bascule::bridge {

enum class PortalKind { direct, portal, plumbed, gateway };

/// One Matrix room tied to one XMPP address. A room is in at most one portal; so is a MUC; a direct chat is unique by
/// Matrix user and peer.
struct Portal {
    PortalKind kind = PortalKind::direct;
    mapping::RoomId room;
    mapping::Jid address;                ///< the MUC, or the peer's bare JID
    std::optional<mapping::UserId> user; ///< direct: the Matrix user
    std::int64_t created_ms = 0;         ///< Unix time; what was said before is not bridged
};

class Portals {
public:
    virtual ~Portals() = default;
    virtual Task<std::vector<Portal>> all() = 0;
    virtual Task<std::optional<Portal>> of_room(mapping::RoomId room) = 0;
    virtual Task<std::optional<Portal>> of_muc(mapping::Jid muc) = 0;
    virtual Task<std::optional<Portal>> direct(mapping::UserId user, mapping::Jid peer) = 0;
    /// Adds or replaces the portal with the same room, or with the same direct pair.
    virtual Task<void> save(Portal portal) = 0;
    virtual Task<void> remove(mapping::RoomId room) = 0;
};

/// A Matrix user of ours and what was last set for him on the homeserver.
struct Ghost {
    mapping::UserId id;
    std::string display_name; ///< empty until set
};

class Ghosts {
public:
    virtual ~Ghosts() = default;
    virtual Task<std::optional<Ghost>> find(mapping::UserId id) = 0;
    virtual Task<void> save(Ghost ghost) = 0;
};

/// Names that are hashes, and what they stand for (see mapping::HashedName).
class NamePairs {
public:
    virtual ~NamePairs() = default;
    virtual Task<void> remember(std::string name, std::string original) = 0;
    virtual Task<std::optional<std::string>> original_of(std::string name) = 0;
};

/// Somebody of the XMPP side in a MUC that we joined.
struct Occupant {
    mapping::Jid room;
    std::string key; ///< real bare JID, else '/' and occupant-id (XEP-0421), else '/' and nick
    std::string nick;
    mapping::UserId ghost;
    std::optional<std::int64_t> gone_since_ms; ///< Unix time since which he is out of the MUC
};

class Occupants {
public:
    virtual ~Occupants() = default;
    virtual Task<std::vector<Occupant>> of_room(mapping::Jid room) = 0;
    virtual Task<void> save(std::vector<Occupant> occupants) = 0;
    virtual Task<void> remove(mapping::Jid room, std::string key) = 0;
    virtual Task<void> remove_room(mapping::Jid room) = 0;
};

/// The place that a puppet (or the bot) holds in a MUC; kept so that after a restart it is known which nicks are ours.
struct Seat {
    mapping::Jid room;
    mapping::Jid puppet; ///< full JID, always the same for the same person
    std::string nick;    ///< as the MUC confirmed it (status 110)
    std::string occupant_id;
};

class Seats {
public:
    virtual ~Seats() = default;
    virtual Task<std::vector<Seat>> of_room(mapping::Jid room) = 0;
    virtual Task<void> save(Seat seat) = 0;
    virtual Task<void> remove(mapping::Jid room, mapping::Jid puppet) = 0;
    virtual Task<void> remove_room(mapping::Jid room) = 0;
};

/// Presence subscriptions between a puppet and somebody's bare JID (RFC 6121 §3).
struct Contact {
    mapping::Jid puppet;
    mapping::Jid peer;
    bool peer_sees_puppet = false; ///< the peer is subscribed to the puppet
    bool puppet_sees_peer = false;
};

class Contacts {
public:
    virtual ~Contacts() = default;
    virtual Task<std::optional<Contact>> find(mapping::Jid puppet, mapping::Jid peer) = 0;
    virtual Task<void> save(Contact contact) = 0;
    virtual Task<void> remove(mapping::Jid puppet, mapping::Jid peer) = 0;
    /// All whose peer sees the puppet.
    virtual Task<std::vector<Contact>> watchers() = 0;
};

/// One source message and one of its parts on the other side.
struct MessageLink {
    mapping::RoomId room;
    mapping::EventId event;
    std::string author;     ///< user id or JID of the one who said it, as the source side names him
    std::string message_id; ///< `id` of the stanza
    std::string origin_id;  ///< XEP-0359, may be empty
    std::string stanza_id;  ///< XEP-0359 by the MUC, may be empty
    mapping::Jid address;   ///< the MUC, or the peer's bare JID
    std::int64_t at_ms = 0; ///< Unix time
    /// Which part of a message that crosses as several, from 0 on: its files, then its words. -1: a correction of it.
    int part = 0;
    std::string speaker{}; ///< the user id of whose event it is: a Matrix user, a ghost or the bot; may be empty
    std::string name{};    ///< what he is called, for quotations; may be empty
    std::string body{};    ///< how it begins, at most `most_quoted` characters; may be empty
    std::string thread{};  ///< the event id of its thread's root; may be empty
    bool is_gone = false;  ///< it was redacted: nobody is shown its words any more
};

class MessageLinks {
public:
    virtual ~MessageLinks() = default;
    /// Adds the links, or completes those that are there (same address and message id, or same event).
    virtual Task<void> remember(std::vector<MessageLink> links) = 0;
    virtual Task<std::vector<MessageLink>> of_event(mapping::EventId event) = 0;
    virtual Task<std::vector<MessageLink>> of_message(mapping::Jid address, std::string message_id) = 0;
    /// Those that have this id in whatever way: as stanza-id, origin-id or message id, the former first.
    virtual Task<std::vector<MessageLink>> of_any_id(mapping::Jid address, std::string id) = 0;
    /// The event's links know no words any more (is_gone).
    virtual Task<void> forget_words(mapping::EventId event) = 0;
    /// Of a message that was corrected: how it begins now.
    virtual Task<void> set_body(mapping::EventId event, std::string body) = 0;
};

enum class ActivityKind { matrix_room, remote_room, matrix_user, remote_user };

struct ActivityQuery {
    ActivityKind kind;
    std::int64_t since_ms = 0; ///< Unix time
};

/// When each was heard last.
class ActivityMarks {
public:
    virtual ~ActivityMarks() = default;
    virtual Task<void> mark(ActivityKind kind, std::string name, std::int64_t at_ms) = 0;
    /// How many were heard since then, for each query.
    virtual Task<std::vector<std::int64_t>> count(std::vector<ActivityQuery> queries) = 0;
};

} // namespace bascule::bridge
