#include "bridge/direct/subscriptions.hpp"

#include "bridge/people/puppet_jid.hpp"

#include <optional>
#include <utility>

namespace bascule::bridge {

using mapping::Permission;

namespace {

// Of one who shares no room with us, nothing else tells that his account has ended.
Task<Answer<std::optional<Puppet>>> find_anew(PuppetKeeper& puppets, mapping::UserId user) {
    puppets.forget(user);
    co_return co_await puppets.find(std::move(user));
}

} // namespace

Subscriptions::Subscriptions(const boost::asio::any_io_executor& executor, Ports ports, GhostKeeper& ghosts,
                             PuppetKeeper& puppets, const Policy& policy)
    : ports_{ports}, ghosts_{ghosts}, puppets_{puppets}, policy_{policy}, ends_{executor}, names_abroad_{executor} {}

Task<void> Subscriptions::on_presence(ContactPresence presence) {
    if (presence.entry && presence.kind == PresenceKind::available) { // XEP-0045 §7.2: into what is no room
        StanzaError error{"cancel", "item-not-found", "There is no such room."};
        co_await ports_.xmpp.refuse_presence(presence.head.to, presence.head.from, std::move(error));
        co_return;
    }
    const auto tells_presence = presence.kind == PresenceKind::available || presence.kind == PresenceKind::unavailable;
    if (tells_presence) {
        if (watch_ != nullptr) {
            co_await watch_->on_contact(std::move(presence));
        }
        co_return;
    }
    const auto contact = co_await contact_of(presence);
    switch (presence.kind) {
        case PresenceKind::subscribe:
            co_await on_subscribe(std::move(presence), contact);
            break;
        case PresenceKind::unsubscribe:
            co_await on_unsubscribe(contact);
            break;
        case PresenceKind::probe:
            co_await on_probe(contact);
            break;
        case PresenceKind::subscribed:
            co_await note_back_direction(contact, Sight::granted);
            break;
        case PresenceKind::unsubscribed:
            co_await note_back_direction(contact, Sight::withdrawn);
            break;
        case PresenceKind::available:
        case PresenceKind::unavailable:
            break;
    }
}

Task<Contact> Subscriptions::contact_of(const ContactPresence& presence) {
    const auto puppet = presence.head.to.bare();
    const auto peer = presence.head.from.bare();
    if (auto known = co_await ports_.contacts.find(puppet, peer)) {
        co_return std::move(*known);
    }
    co_return Contact{puppet, peer, false, false};
}

Task<void> Subscriptions::on_subscribe(ContactPresence presence, Contact contact) {
    const auto user = co_await ports_.names.user_of(contact.puppet);
    const auto is_blocked = policy_.permissions.of(contact.peer) == Permission::block ||
                            (user && policy_.permissions.of(*user) == Permission::block);
    if (!user || is_blocked) {
        co_await say(contact.puppet, contact.peer, PresenceKind::unsubscribed);
        co_return;
    }
    const auto puppet = co_await find_anew(puppets_, *user);
    if (!puppet) { // RFC 6121 §3.1.3: not a no, so his server asks again later
        StanzaError error{"wait", "remote-server-timeout", puppet.error().reason};
        co_await ports_.xmpp.refuse_presence(contact.puppet, contact.peer, std::move(error));
        co_return;
    }
    if (!*puppet) {
        co_await say(contact.puppet, contact.peer, PresenceKind::unsubscribed);
        co_return;
    }
    if (!presence.nick.empty()) {
        const auto ghost = co_await ports_.names.ghost_of(contact.peer);
        co_await ghosts_.rename(ghost, presence.nick);
    }
    contact.peer_sees_puppet = true;
    co_await ports_.contacts.save(contact);
    watchers_[contact.puppet].insert(contact.peer);
    co_await say(contact.puppet, contact.peer, PresenceKind::subscribed);
    co_await show(contact);
    if (!contact.puppet_sees_peer) {
        co_await say(contact.puppet, contact.peer, PresenceKind::subscribe);
    }
}

Task<void> Subscriptions::on_unsubscribe(Contact contact) {
    contact.peer_sees_puppet = false;
    watchers_[contact.puppet].erase(contact.peer);
    if (contact.puppet_sees_peer) {
        co_await ports_.contacts.save(contact);
    } else {
        co_await ports_.contacts.remove(contact.puppet, contact.peer);
    }
    co_await say(contact.puppet, contact.peer, PresenceKind::unsubscribed);
    co_await say(puppet_jid(contact.puppet), contact.peer, PresenceKind::unavailable);
}

// RFC 6121 §4.3.2: a probe by somebody who is not subscribed, or to somebody who is not there any more, is answered
// with unsubscribed. A server that comes back probes for all of its users at once: each is shown now, and corrected
// where the account turns out to have ended. Of a user elsewhere that may take long to find out, and is left.
Task<void> Subscriptions::on_probe(Contact contact) {
    const auto user = co_await ports_.names.user_of(contact.puppet);
    if (!contact.peer_sees_puppet || !user) {
        co_await say(contact.puppet, contact.peer, PresenceKind::unsubscribed);
        co_return;
    }
    co_await show(contact);
    if (user->server() == ports_.names.names().homeserver_domain()) {
        ends_.add(user->str(), [this, user = *user] { return end_if_gone(user); });
    }
}

Task<void> Subscriptions::end_if_gone(mapping::UserId user) {
    const auto found = co_await find_anew(puppets_, user);
    if (!found || *found) {
        co_return;
    }
    const auto puppet = co_await ports_.names.puppet_of(user);
    for (auto& contact : co_await ports_.contacts.watchers()) {
        if (contact.puppet == puppet) {
            contact.puppet_sees_peer = false;
            co_await on_unsubscribe(contact);
        }
    }
}

Task<void> Subscriptions::note_back_direction(Contact contact, Sight of_peer) {
    const auto sees_peer = of_peer == Sight::granted;
    if (contact.puppet_sees_peer == sees_peer) {
        co_return;
    }
    contact.puppet_sees_peer = sees_peer;
    if (contact.peer_sees_puppet || contact.puppet_sees_peer) {
        co_await ports_.contacts.save(contact);
    } else {
        co_await ports_.contacts.remove(contact.puppet, contact.peer);
    }
    // XEP-0163 §4.3: the peer's server looks at our capabilities when a presence comes, and may not have been allowed
    // to tell us anything before.
    if (contact.peer_sees_puppet && sees_peer) {
        co_await show(contact);
    }
}

void Subscriptions::on_disconnected() {
    if (watch_ != nullptr) {
        watch_->on_disconnected();
    }
}

Task<void> Subscriptions::announce() {
    const auto contacts = co_await ports_.contacts.watchers();
    watchers_.clear();
    for (const auto& contact : contacts) {
        watchers_[contact.puppet].insert(contact.peer);
    }
    for (const auto& contact : contacts) {
        co_await show(contact);
    }
}

Task<void> Subscriptions::show_again(mapping::UserId user) {
    const auto puppet = co_await ports_.names.puppet_of(std::move(user));
    const auto found = watchers_.find(puppet);
    if (found == watchers_.end()) {
        co_return;
    }
    for (const auto peers = found->second; const auto& peer : peers) {
        const Contact contact{puppet, peer, true, false};
        co_await show(contact);
    }
}

Task<void> Subscriptions::withdraw() {
    for (const auto& contact : co_await ports_.contacts.watchers()) {
        if (co_await ports_.names.user_of(contact.puppet)) {
            co_await say(puppet_jid(contact.puppet), contact.peer, PresenceKind::unavailable);
        }
    }
}

Task<void> Subscriptions::show(const Contact& contact) {
    const auto user = co_await ports_.names.user_of(contact.puppet);
    if (!user) {
        co_return;
    }
    const auto puppet = co_await puppet_at_hand(*user);
    Mood mood;
    if (watch_ != nullptr) {
        co_await watch_->prepare(*user);
        mood = watch_->mood_of(*user);
    }
    OutgoingPresence presence{puppet.jid, contact.peer, PresenceKind::available, puppet.name, mood.status, mood.show};
    co_await ports_.xmpp.send(std::move(presence));
}

Task<Puppet> Subscriptions::puppet_at_hand(mapping::UserId user) {
    if (puppets_.is_at_hand(user)) {
        co_return co_await puppets_.of(user);
    }
    names_abroad_.add(user.str(), [this, user] { return name_and_show_again(user); });
    co_return co_await puppets_.of(user, std::string{});
}

Task<void> Subscriptions::name_and_show_again(mapping::UserId user) {
    const auto found = co_await puppets_.find(user);
    if (found && *found) {
        co_await show_again(std::move(user));
    }
}

Task<void> Subscriptions::say(mapping::Jid from, mapping::Jid to, PresenceKind kind) {
    OutgoingPresence presence{std::move(from), std::move(to), kind, {}, {}};
    co_await ports_.xmpp.send(std::move(presence));
}

} // namespace bascule::bridge
