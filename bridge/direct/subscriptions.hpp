#pragma once

#include "bridge/async/task.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/people/people_watch.hpp"
#include "bridge/people/puppet_keeper.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "bridge/ports/xmpp_server.hpp"

#include <map>
#include <set>

namespace bascule::bridge {

/// Presence between puppets and their XMPP contacts, answered as a user's own server would (RFC 6121 §3 and §4).
/// Whoever asks to see a puppet may, unless he is blocked; the puppet asks back, so that either side can be seen.
class Subscriptions {
public:
    struct Ports {
        XmppServer& xmpp;
        Contacts& contacts;
        NameBook& names;
    };

    Subscriptions(Ports ports, GhostKeeper& ghosts, PuppetKeeper& puppets, const Policy& policy);

    Task<void> on_presence(ContactPresence presence);
    /// Shows all puppets to those who are subscribed; called when the stream is up again.
    Task<void> announce();
    /// The user's puppet looks different, or is called differently: shows it to those who are subscribed.
    Task<void> show_again(mapping::UserId user);
    void on_disconnected();
    /// Who is told what else presences say.
    void watched_by(PeopleWatch& watch) { watch_ = &watch; }
    /// Takes leave of all of them; called before a clean stop.
    Task<void> withdraw();

private:
    Task<void> on_subscribe(ContactPresence presence, Contact contact);
    Task<void> on_unsubscribe(Contact contact);
    Task<void> on_probe(Contact contact);
    /// What the peer says of the puppet's subscription to him.
    enum class Sight { granted, withdrawn };
    Task<void> note_back_direction(Contact contact, Sight of_peer);
    Task<Contact> contact_of(const ContactPresence& presence);
    Task<void> show(const Contact& contact);
    Task<void> say(mapping::Jid from, mapping::Jid to, PresenceKind kind);

    Ports ports_;
    GhostKeeper& ghosts_;
    PuppetKeeper& puppets_;
    const Policy& policy_;
    PeopleWatch* watch_ = nullptr;
    std::map<mapping::Jid, std::set<mapping::Jid>> watchers_; // by puppet, bare: who is subscribed to it
};

} // namespace bascule::bridge
