#pragma once

#include "bridge/async/chores.hpp"
#include "bridge/async/task.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/people/people_watch.hpp"
#include "bridge/people/puppet_keeper.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "bridge/ports/xmpp_server.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <map>
#include <set>

namespace bascule::bridge {

/// Presence between puppets and their XMPP contacts, answered as a user's own server would (RFC 6121 §3 and §4).
/// Whoever asks to see a puppet may, unless he is blocked; the puppet asks back, so that either side can be seen. Who
/// is subscribed already is answered without asking the server of a user elsewhere, which may be dead.
class Subscriptions {
public:
    struct Ports {
        XmppServer& xmpp;
        Contacts& contacts;
        NameBook& names;
    };

    Subscriptions(const boost::asio::any_io_executor& executor, Ports ports, GhostKeeper& ghosts, PuppetKeeper& puppets,
                  const Policy& policy);

    Task<void> on_presence(ContactPresence presence);
    /// Shows all puppets to those who are subscribed; called when the stream is up again.
    Task<void> announce();
    /// The user's puppet looks different, or is called differently: shows it to those who are subscribed.
    Task<void> show_again(mapping::UserId user);
    void on_disconnected();
    /// Takes users of ours whose accounts have ended out of their contacts' sight, until it is cancelled.
    Task<void> look_for_ends() { co_await ends_.run(); }
    /// Finds out what users elsewhere are called who had to be shown before that was known, until it is cancelled.
    Task<void> look_for_names() { co_await names_abroad_.run(); }
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
    Task<void> end_if_gone(mapping::UserId user);
    Task<void> show(const Contact& contact);
    Task<Puppet> puppet_at_hand(mapping::UserId user);
    Task<void> name_and_show_again(mapping::UserId user);
    Task<void> say(mapping::Jid from, mapping::Jid to, PresenceKind kind);

    Ports ports_;
    GhostKeeper& ghosts_;
    PuppetKeeper& puppets_;
    const Policy& policy_;
    PeopleWatch* watch_ = nullptr;
    Chores ends_;
    Chores names_abroad_;                                     // apart, since each may take long
    std::map<mapping::Jid, std::set<mapping::Jid>> watchers_; // by puppet, bare: who is subscribed to it
};

} // namespace bascule::bridge
