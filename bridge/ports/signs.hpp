#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <string>
#include <vector>

// Signs of who writes and who has read. None is kept: only the newest counts, and one that is lost is no loss.
namespace bascule::bridge {

/// m.typing: who writes in a room now.
struct TypingNews {
    mapping::RoomId room;
    std::vector<mapping::UserId> users;
};
/// m.receipt of type m.read, and no other: how far somebody has read.
struct ReadNews {
    mapping::RoomId room;
    mapping::EventId event;
    mapping::UserId user;
};

/// Where the appservice listener tells of them. Both return at once.
class RoomSignInbox {
public:
    virtual ~RoomSignInbox() = default;
    virtual void on_typing(TypingNews news) = 0;
    virtual void on_read(ReadNews news) = 0;
};

/// From whom a sign goes to whom: one to one, or to or from everybody in a MUC.
struct SignPath {
    mapping::Jid from;
    mapping::Jid to;
    bool is_groupchat = false;
};

/// Where the component tells of them, `to` being one of ours. Both return at once.
class ChatSignInbox {
public:
    virtual ~ChatSignInbox() = default;
    /// XEP-0085: he composes, or does not (any more).
    virtual void on_chat_state(SignPath path, bool is_composing) = 0;
    /// XEP-0333: he has seen the message of this id; in a MUC that is its stanza-id (§3.1).
    virtual void on_displayed(SignPath path, std::string message_id) = 0;
};

/// Gives signs in Matrix rooms (CS API, "Typing notifications", "Receipts"). Throws Outage.
class RoomSigns {
public:
    virtual ~RoomSigns() = default;
    virtual Task<Answer<void>> tell_typing(mapping::UserId as, mapping::RoomId room, bool is_typing) = 0;
    virtual Task<Answer<void>> tell_read(mapping::UserId as, mapping::RoomId room, mapping::EventId event) = 0;
};

/// Gives signs to people of XMPP. Throws Outage.
class ChatSigns {
public:
    virtual ~ChatSigns() = default;
    virtual Task<void> tell_typing(SignPath path, bool is_composing) = 0;
    virtual Task<void> tell_displayed(SignPath path, std::string message_id) = 0;
};

} // namespace bascule::bridge
