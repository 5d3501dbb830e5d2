#include "bridge/direct/direct_messages.hpp"

#include "bridge/ports/outage.hpp"
#include "mapping/jid_escape.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Permission;

constexpr auto encrypted_text =
    "This message is encrypted, and the bridge to Matrix cannot read it. Turn OMEMO off for this contact.";

// XEP-0106: what stands for characters that an address cannot hold is shown as them.
std::string first_name(const mapping::Jid& peer) {
    return mapping::jid_unescape(peer.local()).value_or(std::string{peer.local()});
}

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
    auto portal = co_await room_for(chat, *user);
    if (!portal) {
        co_return co_await refuse(chat, "auth", "forbidden", portal.error().reason);
    }
    if (!*portal) {
        co_return Delivery{Delivery::State::parked, "it is about nothing that was said here"};
    }
    co_return co_await bring_over(std::move(chat), std::move(**portal), std::move(key), doubt);
}

// What is done to an earlier message opens no room.
Task<Answer<std::optional<Portal>>> DirectMessages::room_for(const ChatMessage& chat, mapping::UserId user) {
    auto peer = chat.head.from.bare();
    if (chat.act) {
        co_return co_await rooms_.find(std::move(user), std::move(peer));
    }
    auto opened = co_await rooms_.open(std::move(user), std::move(peer), chat.nick, Side::xmpp);
    if (!opened) {
        co_return opened.error();
    }
    co_return std::optional{std::move(*opened)};
}

// The sender is told that it was received when the homeserver has it, and not before.
Task<Delivery> DirectMessages::bring_over(ChatMessage chat, Portal portal, std::string key, Doubt doubt) {
    const auto ghost = co_await rooms_.ghost_of(portal);
    const auto name = chat.nick.empty() ? first_name(portal.address) : chat.nick;
    auto people = co_await people_of(portal, name);
    const Venue venue{PortalKind::direct, portal.room, portal.address, people};
    const XmppSaying saying{.id = chat.origin_id.empty() ? chat.head.id : chat.origin_id,
                            .message_id = chat.head.id,
                            .speaker = ghost,
                            .name = name,
                            .at_ms = chat.delay_ms.value_or(0)};
    const auto original = chat.act ? std::nullopt : std::optional{chat.message};
    auto crossing = co_await ports_.conversations.to_matrix(saying, chat.message, chat.act, venue);
    Delivery delivery{};
    for (auto& passage : crossing.out) {
        SendToken token{key_of_part(key, passage.part), chat.delay_ms};
        DirectRooms::Speech speech{*portal.user, portal.address, chat.nick, passage, std::move(token), doubt};
        const auto spoken = co_await rooms_.say(std::move(speech));
        if (!spoken) {
            co_return co_await refuse(chat, "auth", "forbidden", spoken.error().reason);
        }
        delivery.was_there = delivery.was_there || spoken->was_there;
        const Venue there{PortalKind::direct, spoken->portal.room, spoken->portal.address, people};
        co_await ports_.conversations.remember(saying, original, std::move(passage), spoken->event, there);
    }
    if (const auto error = error_of(crossing.losses)) {
        co_return co_await refuse(chat, error->type, error->condition, error->text);
    }
    if (chat.wants_receipt && !chat.head.id.empty()) {
        const auto may = co_await ports_.conversations.may_cross(mapping::Feature::delivery,
                                                                 mapping::Direction::matrix_to_xmpp, portal.address);
        if (!may) {
            co_return delivery;
        }
        co_await ports_.xmpp.acknowledge(chat.head.to, chat.head.from, chat.head.id);
    }
    co_return delivery;
}

Task<DirectPeople> DirectMessages::people_of(Portal portal, std::string peer_name) {
    const auto puppet = co_await puppets_.of(*portal.user);
    auto ghost = co_await rooms_.ghost_of(portal);
    Participant user{*portal.user, puppet.name, puppet.jid.bare()};
    Participant peer{std::move(ghost), std::move(peer_name), portal.address};
    co_return DirectPeople{std::move(user), std::move(peer)};
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
        if (std::holds_alternative<mapping::Message>(event.content)) {
            co_await on_third_person(std::move(portal), std::move(event));
        }
        co_return Delivery{Delivery::State::parked, "not his chat", false};
    }
    const auto puppet = co_await puppets_.of(event.sender);
    const auto peer = portal.address;
    const auto id = event.id;
    auto passages = co_await passages_of(std::move(portal), std::move(event));
    const auto session = ports_.xmpp.session();
    if (before.session.value_or(session) != session) {
        throw Outage{"what was said before may be lost"};
    }
    for (auto& passage : passages) {
        OutgoingMessage out{.from = puppet.jid,
                            .to = peer,
                            .is_groupchat = false,
                            .id = message_id_of(id, passage.part),
                            .message = std::move(passage.message),
                            .nick = puppet.name,
                            .wants_receipt = !passage.act,
                            .act = std::move(passage.act)};
        co_await ports_.xmpp.send(std::move(out));
    }
    if (passages.empty()) {
        co_return Delivery{};
    }
    co_return Delivery{Delivery::State::handed_on, {}, false, session};
}

Task<std::vector<Passage>> DirectMessages::passages_of(Portal portal, MatrixEvent event) {
    const auto puppet = co_await puppets_.of(event.sender);
    const auto ghost = co_await rooms_.ghost_of(portal);
    auto people = co_await people_of(portal, first_name(portal.address));
    const Venue venue{PortalKind::direct, portal.room, portal.address, people};
    const MatrixSaying saying{event.id, event.sender, puppet.name, event.at_ms};
    auto outward = co_await ports_.conversations.to_xmpp(saying, std::move(event), venue);
    co_await ports_.feedback.tell_user(ghost, venue, saying, std::move(outward.crossing.losses));
    for (auto& passage : outward.crossing.out) {
        if (!passage.otherwise.empty()) { // nobody takes away what another has said to him
            passage.message = {mapping::MessageKind::text, std::move(passage.otherwise)};
            passage.act.reset();
        }
    }
    co_return std::move(outward.crossing.out);
}

Task<void> DirectMessages::on_third_person(Portal portal, MatrixEvent event) {
    const auto ghost = co_await rooms_.ghost_of(portal);
    co_await notices_.tell(ghost, portal.room, "third person " + event.id.str(),
                           event.sender.str() + ": this is the chat of " + portal.user->str() + " and " +
                               portal.address.str() +
                               ", who hears nobody else here. Invite me to a room of your own to talk to me.");
}

} // namespace bascule::bridge
