// The part of GatewayRoom that takes what occupants send.
#include "bridge/gateway/gateway_room.hpp"
#include "bridge/gateway/refusal.hpp"
#include "bridge/ports/outage.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

constexpr auto encrypted_text =
    "This message is encrypted, and the bridge to Matrix cannot read it. Turn OMEMO off for this room.";
constexpr std::size_t most_subjects = 100;

} // namespace

Task<Delivery> GatewayRoom::relay(JournalRow row, XmppEvent stanza, Doubt doubt) {
    const auto head = head_of(stanza);
    co_await settled(head.from);
    if (!restored_.empty()) {
        throw Outage{"the members of " + address_.str() + " are not known yet"};
    }
    if (auto* const invitation = std::get_if<MucInvitation>(&stanza)) {
        co_return co_await relay_invitation(std::move(*invitation));
    }
    if (auto* const chat = std::get_if<ChatMessage>(&stanza)) {
        co_return co_await relay_private(std::move(row), std::move(*chat), doubt);
    }
    if (!head.to.is_bare()) { // XEP-0045 §7.5: nothing for all can be said to one
        co_return co_await bounce(head, "bad-request", "A message to one occupant is no groupchat.");
    }
    if (auto* const message = std::get_if<GroupMessage>(&stanza)) {
        co_return co_await relay_message(std::move(row), std::move(*message), doubt);
    }
    if (auto* const change = std::get_if<SubjectChange>(&stanza)) {
        co_return co_await relay_subject(std::move(*change));
    }
    co_return Delivery{Delivery::State::parked, "nothing that crosses"};
}

Task<void> GatewayRoom::settled(mapping::Jid session) {
    while (expected_.contains(session)) {
        co_await has_settled_.wait();
    }
}

// Who said it: somebody who is in, or who was when he said it (then the journal knows his ghost).
std::optional<HostedMember> GatewayRoom::speaker(const StanzaHead& head, const std::string& author) const {
    if (const auto* const member = occupants_.with_session(head.from)) {
        return *member;
    }
    const auto ghost = mapping::UserId::parse(author);
    const auto gone = ghost ? gone_.find(*ghost) : gone_.end();
    if (gone == gone_.end()) {
        return std::nullopt;
    }
    return HostedMember{gone->first, gone->second.nick, gone->second.nick, rank_of(gone->first)};
}

Task<Delivery> GatewayRoom::bounce(const StanzaHead& head, std::string condition, std::string text) {
    auto error = refused(condition, std::move(text));
    co_await world_.xmpp.bounce(head.to, head.from, head.id, std::move(error));
    co_return Delivery{Delivery::State::parked, "refused: " + condition};
}

Task<Delivery> GatewayRoom::relay_message(JournalRow row, GroupMessage message, Doubt doubt) {
    const auto& head = message.head;
    const auto author = speaker(head, row.entry.author);
    if (!author) {
        co_return co_await bounce(head, "not-acceptable", "Enter the room before you speak in it.");
    }
    if (world_.policy.permissions.of(head.from.bare()) == mapping::Permission::block) {
        co_return co_await bounce(head, "forbidden", "The bridge's admin does not allow you to use it.");
    }
    if (author->rank.role == mapping::Role::visitor) {
        co_return co_await bounce(head, "forbidden", "You have no voice in this room.");
    }
    if (message.is_encrypted) {
        co_return co_await bounce(head, "not-acceptable", encrypted_text);
    }
    const XmppSaying saying{.id = head.id,
                            .message_id = head.id,
                            .speaker = author->user,
                            .name = author->nick,
                            .at_ms = row.entry.arrived_ms};
    const auto original = message.act ? std::nullopt : std::optional{message.message};
    auto crossing = co_await world_.conversations.to_matrix(saying, message.message, message.act, venue());
    const auto key = address_.str() + ' ' + row.entry.key.key;
    Delivery delivery{};
    for (auto& passage : crossing.out) {
        SendToken token{key_of_part(key, passage.part), {}};
        auto event = std::optional<mapping::EventId>{};
        if (doubt == Doubt::maybe_there) {
            event = co_await world_.homeserver.find_sent(author->user, *room_, token.key);
        }
        delivery.was_there = delivery.was_there || event.has_value();
        if (!event) {
            const auto sent = co_await send_passage(world_.homeserver, author->user, *room_, passage, std::move(token));
            if (!sent) {
                const auto error = deed_error(sent.error());
                co_return co_await bounce(head, error.condition, error.text);
            }
            event = *sent;
        }
        co_await world_.conversations.remember(saying, original, std::move(passage), std::move(*event), venue());
    }
    if (const auto error = error_of(crossing.losses)) {
        co_await world_.xmpp.bounce(head.to, head.from, head.id, *error);
    }
    co_return delivery;
}

Task<Delivery> GatewayRoom::relay_subject(SubjectChange change) {
    const auto author = speaker(change.head, {});
    if (!author) {
        co_return co_await bounce(change.head, "not-acceptable", "Enter the room before you change its subject.");
    }
    const auto may =
        co_await world_.conversations.may_cross(mapping::Feature::topic, mapping::Direction::xmpp_to_matrix, address_);
    if (!may) {
        co_return co_await bounce(change.head, "policy-violation", "The bridge keeps subjects out of this room.");
    }
    const auto set = co_await world_.bench.set_topic(author->user, *room_, change.subject);
    if (!set) {
        const auto error = deed_error(set.error());
        co_return co_await bounce(change.head, error.condition, error.text);
    }
    if (subject_ids_.size() < most_subjects) {
        subject_ids_.insert_or_assign(*set, change.head.id);
    }
    co_return Delivery{};
}

// To somebody of Matrix it goes into the direct room of the two.
Task<Delivery> GatewayRoom::relay_private(JournalRow row, ChatMessage message, Doubt doubt) {
    const auto head = message.head;
    if (head.to.is_bare()) { // XEP-0045 §7.4
        co_return co_await bounce(head, "bad-request", "A message to the room must be a groupchat.");
    }
    const auto author = speaker(head, row.entry.author);
    if (!author) {
        co_return co_await bounce(head, "not-acceptable", "Enter the room before you write to its occupants.");
    }
    const auto* const found = occupants_.with_nick(head.to.resource());
    if (found == nullptr) {
        co_return co_await bounce(head, "item-not-found", "Nobody in this room has that nick.");
    }
    const auto addressee = *found;
    if (!addressee.sessions.empty()) {
        const auto person = co_await appearance(*author);
        for (const auto& session : addressee.sessions) {
            SeatMessage out{session, person.seat, head.id, message.message, {}, person.occupant_id};
            out.is_private = true;
            out.act = message.act;
            co_await world_.service.say(std::move(out));
        }
        co_return Delivery{};
    }
    auto puppet = co_await real_jid_of(addressee.user);
    if (world_.names.names().is_ghost(addressee.user) || !puppet) {
        co_return co_await bounce(head, "service-unavailable", "Write to this person's own address instead.");
    }
    message.head.to = puppet->bare();
    private_.insert_or_assign({puppet->bare(), head.from.bare()}, head.from);
    const bool wants_receipt = std::exchange(message.wants_receipt, false);
    const auto key = row.entry.key.queue.name + ' ' + row.entry.key.key;
    auto delivery = co_await world_.direct.on_chat(std::move(message), key, doubt);
    if (delivery.state == Delivery::State::arrived && wants_receipt) {
        co_await world_.xmpp.acknowledge(head.to, head.from, head.id);
    }
    co_return delivery;
}

Task<bool> GatewayRoom::answer_privately(const Portal& direct, const MatrixEvent& event, const mapping::Jid& puppet) {
    const auto session = private_.find({puppet, direct.address});
    const auto* const author = occupants_.find(event.sender);
    const bool is_in = session != private_.end() && occupants_.with_session(session->second) != nullptr;
    if (!is_in || author == nullptr || is_blocked(event.sender)) {
        co_return false;
    }
    const auto to = session->second;
    const auto person = co_await appearance(*author);
    auto passages = co_await world_.direct.passages_of(direct, event);
    for (auto& passage : passages) {
        SeatMessage out{to, person.seat,       message_id_of(event.id, passage.part), std::move(passage.message),
                        {}, person.occupant_id};
        out.is_private = true;
        out.act = std::move(passage.act);
        co_await world_.service.say(std::move(out));
    }
    co_return true;
}

// XEP-0045 §7.8.2
Task<Delivery> GatewayRoom::relay_invitation(MucInvitation invitation) {
    const auto& head = invitation.head;
    if (!room_ || !invitation.to) {
        co_return co_await bounce(head, "item-not-found", "There is nobody to tell of it.");
    }
    if (invitation.kind == MucInvitation::Kind::decline) {
        co_await relay_decline(std::move(invitation));
        co_return Delivery{};
    }
    const auto author = speaker(head, {});
    if (!author) {
        co_return co_await bounce(head, "not-acceptable", "Only who is in the room can invite.");
    }
    const auto error = co_await invite(author->user, head.from.bare(), *invitation.to, invitation.reason);
    if (error) {
        co_return co_await bounce(head, error->condition, error->text);
    }
    co_return Delivery{};
}

// Only who is invited can decline, and only the one who has invited him hears of it: else any stranger's words would
// go from here to whomever he likes. The room may be open at other addresses, so the homeserver says who is in.
Task<void> GatewayRoom::relay_decline(MucInvitation decline) {
    const auto person = decline.head.from.bare();
    const auto ghost = co_await world_.names.ghost_of(person);
    const auto standing = co_await standing_of(ghost);
    if (standing.now != Membership::invite) {
        co_return;
    }
    if (!world_.names.names().is_on_component(*decline.to)) { // else he sees the leave
        const auto inviter = co_await world_.names.ghost_of(*decline.to);
        if (standing.by == inviter) {
            SeatInvitation no{SeatInvitation::Kind::decline, address_, *decline.to, person, decline.reason};
            co_await world_.service.invite(std::move(no));
        }
    }
    co_await world_.homeserver.leave(ghost, *room_, decline.reason);
    if (world_.invitations != nullptr) {
        world_.invitations->on_declined(address_, person);
    }
}

// Where the bot is not in the room, members see themselves, but who is invited does not.
Task<Standing> GatewayRoom::standing_of(mapping::UserId ghost) {
    const auto seen = co_await world_.door.standing(world_.ghosts.bot(), *room_, ghost);
    if (seen) {
        co_return *seen;
    }
    const auto own = co_await world_.door.standing(ghost, *room_, ghost);
    co_return own ? *own : Standing{Membership::invite, std::nullopt};
}

} // namespace bascule::bridge
