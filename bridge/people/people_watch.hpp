#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/avatar_source.hpp"
#include "bridge/ports/journal.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "mapping/matrix_id.hpp"

#include <string>

namespace bascule::bridge {

/// What a contact is shown of a puppet's mood (RFC 6121 §4.7.2).
struct Mood {
    std::string show;
    std::string status;
    friend bool operator==(const Mood&, const Mood&) = default;
};

/// Told by those who carry messages and members what they see of people's looks. What does not say otherwise returns at
/// once and throws nothing, since no message waits for a picture.
class PeopleWatch {
public:
    virtual ~PeopleWatch() = default;
    /// A Matrix user's avatar, as a member event or his profile says; may be empty.
    virtual void on_user(const mapping::UserId& user, const std::string& avatar_url) = 0;
    /// The avatar that an XMPP person shows (XEP-0153); an empty hash: none. The ghost exists.
    virtual void on_face(const mapping::UserId& ghost, AvatarQuestion question, std::string hash) = 0;
    /// Others say that this person shows the avatar with this hash; an empty one: none. That is believed of nobody: the
    /// question goes to himself where he is not known to show it. The ghost exists.
    virtual void on_hearsay(const mapping::UserId& ghost, AvatarQuestion question, std::string hash) = 0;
    /// A direct room has been opened, by somebody of this side.
    virtual void on_chat(const Portal& portal, Side by) = 0;
    /// Nobody of the XMPP side is seen any more.
    virtual void on_disconnected() = 0;
    /// Somebody shows a puppet of ours that he is here, or gone. Throws Outage.
    virtual Task<void> on_contact(ContactPresence presence) = 0;
    /// The puppet of this user is about to show itself: its avatar should be known by then, where no network has to be
    /// asked. Throws Outage.
    virtual Task<void> prepare(mapping::UserId user) = 0;
    virtual Mood mood_of(const mapping::UserId& user) const = 0;
};

} // namespace bascule::bridge
