#include "bridge/direct/direct_messages.hpp"

#include "bridge/ports/outage.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Permission;

constexpr auto encrypted_text =
    "This message is encrypted, and the bridge to Matrix cannot read it. Turn OMEMO off for this contact.";

} // namespace

DirectMessages::DirectMessages(Ports ports, DirectRooms& rooms, GhostKeeper& ghosts, PuppetKeeper& puppets,
                               const Policy& policy)
    : ports_{ports}, rooms_{rooms}, ghosts_{ghosts}, puppets_{puppets}, policy_{policy}, notices_{ports.homeserver} {}

Task<Delivery> DirectMessages::on_chat(ChatMessage chat, std::string key, Doubt doubt) {
    const auto user = co_await ports_.names.user_of(chat.head.to.bare());
    if (!user) {
        co_return co_await refuse(chat, "cancel", "item-not-found", "no Matrix user has this address");
    }
    if (policy_.permissions.of(chat.head.from.bare()) == Permission::block ||
        policy_.permissions.of(*user) == Permission::block) {
        co_return co_await refuse(chat, "auth", "forbidden", "the bridge's admin does not allow this chat");
    }
    const auto puppet = co_await puppets_.find(*user);
    if (!puppet) {
        co_return co_await refuse(chat, "wait", "remote-server-timeout", puppet.error().reason);
    }
    if (!*puppet) {
        co_return co_await refuse(chat, "cancel", "item-not-found", "there is no Matrix user " + user->str());
    }
    if (chat.is_encrypted) {
        co_return co_await refuse_encrypted(std::move(chat), *user);
    }
    if (!chat.nick.empty()) {
        const auto ghost = co_await ports_.names.ghost_of(chat.head.from);
        co_await ghosts_.rename(ghost, chat.nick);
    }
    DirectRooms::Speech speech{*user,        chat.head.from.bare(),           chat.nick,
                               chat.message, {std::move(key), chat.delay_ms}, doubt};
    const auto spoken = co_await rooms_.say(std::move(speech));
    if (!spoken) {
        co_return co_await refuse(chat, "auth", "forbidden", spoken.error().reason);
    }
    co_await conclude(chat, spoken->portal, spoken->event);
    co_return Delivery{Delivery::State::arrived, {}, spoken->was_there};
}

// Each message comes back; once a day both are told in words as well, since some clients show no more than a cross.
Task<Delivery> DirectMessages::refuse_encrypted(ChatMessage chat, mapping::UserId user) {
    auto delivery = co_await refuse(chat, "modify", "not-acceptable", encrypted_text);
    co_await ports_.encryption.on_unreadable_chat(chat);
    const auto portal = co_await rooms_.find(std::move(user), chat.head.from.bare());
    if (portal) {
        const auto ghost = co_await rooms_.ghost_of(*portal);
        co_await ports_.encryption.tell_of_unreadable_chat(ghost, portal->room);
    }
    co_return delivery;
}

// The homeserver has the event: only now the sender is told so.
Task<void> DirectMessages::conclude(const ChatMessage& chat, const Portal& portal, mapping::EventId event) {
    MessageLink link{
        portal.room, std::move(event), chat.head.from.str(), chat.head.id, chat.origin_id, {}, portal.address, 0};
    std::vector<MessageLink> links{std::move(link)};
    co_await ports_.links.remember(std::move(links));
    if (chat.wants_receipt && !chat.head.id.empty()) {
        co_await ports_.xmpp.acknowledge(chat.head.to, chat.head.from, chat.head.id);
    }
}

Task<Delivery> DirectMessages::refuse(const ChatMessage& chat, std::string type, std::string condition,
                                      std::string text) {
    StanzaError error{std::move(type), condition, std::move(text)};
    co_await ports_.xmpp.bounce(chat.head.to, chat.head.from, chat.head.id, std::move(error));
    co_return Delivery{Delivery::State::parked, "refused: " + condition, false};
}

Task<Delivery> DirectMessages::on_message(Portal portal, MatrixEvent event, Before before) {
    const auto ghost = co_await rooms_.ghost_of(portal);
    if (policy_.permissions.of(event.sender) == Permission::block ||
        policy_.permissions.of(portal.address) == Permission::block) {
        co_await notices_.tell(ghost, portal.room, event.id.str(), "The bridge's admin does not allow this chat.");
        co_return Delivery{Delivery::State::parked, "blocked", false};
    }
    if (event.sender != portal.user) {
        co_await on_third_person(std::move(portal), std::move(event));
        co_return Delivery{Delivery::State::parked, "not his chat", false};
    }
    const auto puppet = co_await puppets_.of(event.sender);
    MessageLink link{portal.room,    event.id, event.sender.str(), event.id.str(),
                     event.id.str(), {},       portal.address,     event.at_ms};
    std::vector<MessageLink> links{std::move(link)};
    co_await ports_.links.remember(std::move(links));
    OutgoingMessage out{.from = puppet.jid,
                        .to = portal.address,
                        .is_groupchat = false,
                        .id = event.id.str(),
                        .message = std::get<mapping::Message>(event.content),
                        .nick = puppet.name,
                        .wants_receipt = true};
    const auto session = ports_.xmpp.session();
    if (before.session.value_or(session) != session) {
        throw Outage{"what was said before may be lost"};
    }
    co_await ports_.xmpp.send(std::move(out));
    co_return Delivery{Delivery::State::handed_on, {}, false, session};
}

Task<void> DirectMessages::on_third_person(Portal portal, MatrixEvent event) {
    const auto ghost = co_await rooms_.ghost_of(portal);
    co_await notices_.tell(ghost, portal.room, "third person " + event.id.str(),
                           event.sender.str() + ": this is the chat of " + portal.user->str() + " and " +
                               portal.address.str() +
                               ", who hears nobody else here. Invite me to a room of your own to talk to me.");
}

} // namespace bascule::bridge
