// The part of MucRoom that carries into the Matrix room what is said and done in the MUC.
#include "bridge/async/counted.hpp"
#include "bridge/error_text.hpp"
#include "bridge/muc/muc_room.hpp"
#include "bridge/ports/outage.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

constexpr int most_relay_tries = 2;
constexpr int most_waits = 10;
constexpr std::int64_t wait_ms = 3'000; // before a message is tried again that the MUC could not take
constexpr std::size_t most_returns_remembered = 1'000;

} // namespace

// Why this does not cross, or nothing. OMEMO may come with words that only say that it is OMEMO.
Task<std::optional<std::string>> MucRoom::reason_to_keep_out(const mapping::UserId& ghost,
                                                             const GroupMessage& message) {
    if (expelled_.is_shut_out(ghost)) {
        co_return "put out of the room";
    }
    const auto jid = co_await world_.names.jid_of(ghost);
    if (jid && world_.policy.permissions.of(*jid) == mapping::Permission::block) {
        co_return "blocked";
    }
    if (!message.is_encrypted) {
        co_return std::nullopt;
    }
    co_await world_.encryption.on_unreadable_in_muc(world_.ghosts.bot(), portal_.room, world_.bot, message);
    co_return "encrypted";
}

Task<Delivery> MucRoom::relay(JournalRow row, GroupMessage message, Doubt doubt) {
    const Counted visit{visitors_, changed_};
    const auto is_old = is_from_before(message);
    if (is_old && members_ && !members_->empty() && message.message.kind == mapping::MessageKind::text) {
        message.message.kind = mapping::MessageKind::notice; // of which nobody is notified (Matrix spec, "Push rules")
    }
    auto delivery = co_await bring_over(std::move(row), std::move(message), doubt);
    brought_from_before_ += is_old ? 1 : 0;
    co_return delivery;
}

bool MucRoom::is_from_before(const GroupMessage& message) const {
    return message.delay_ms && *message.delay_ms < portal_.created_ms;
}

Task<Delivery> MucRoom::bring_over(JournalRow row, GroupMessage message, Doubt doubt) {
    if (is_ended_) {
        co_return Delivery{Delivery::State::parked, "this MUC is not bridged any more"};
    }
    const auto ghost = mapping::UserId::parse(row.entry.author).value();
    if (auto reason = co_await reason_to_keep_out(ghost, message)) {
        co_return Delivery{Delivery::State::parked, std::move(*reason)};
    }
    const auto& head = message.head;
    const XmppSaying saying{.id = message.stanza_id.empty() ? head.id : message.stanza_id,
                            .message_id = head.id,
                            .speaker = ghost,
                            .name = std::string{head.from.resource()},
                            .is_by_room = head.from.is_bare(),
                            .at_ms = message.delay_ms.value_or(row.entry.arrived_ms)};
    const auto original = message.act ? std::nullopt : std::optional{message.message};
    auto crossing = co_await world_.conversations.to_matrix(saying, message.message, message.act, venue());
    const auto key = portal_.address.str() + ' ' + row.entry.key.key;
    Delivery delivery{};
    for (auto& passage : crossing.out) {
        SendToken token{key_of_part(key, passage.part), message.delay_ms};
        auto event = std::optional<mapping::EventId>{};
        if (doubt == Doubt::maybe_there) {
            event = co_await find_sent(ghost, token.key);
        }
        delivery.was_there = delivery.was_there || event.has_value();
        if (!event) {
            const auto sent = co_await send(ghost, message, passage, std::move(token));
            if (!sent) {
                co_return Delivery{Delivery::State::parked, sent.error().reason};
            }
            event = *sent;
        }
        co_await world_.conversations.remember(saying, original, std::move(passage), std::move(*event), venue());
    }
    co_await world_.feedback.tell_occupant(world_.bot, head.from, head.id, std::move(crossing.losses));
    co_return delivery;
}

Task<std::optional<mapping::EventId>> MucRoom::find_sent(mapping::UserId ghost, std::string key) {
    auto event = co_await world_.homeserver.find_sent(std::move(ghost), portal_.room, key);
    if (event) {
        co_return event;
    }
    co_return co_await world_.homeserver.find_sent(world_.ghosts.bot(), portal_.room, std::move(key));
}

Task<Answer<mapping::EventId>> MucRoom::send(mapping::UserId ghost, GroupMessage message, Passage passage,
                                             SendToken token) {
    if (message.head.from.is_bare()) { // the room itself has removed something
        co_return co_await act_as(std::move(ghost), std::move(passage), std::move(token));
    }
    const bool is_message = !passage.act;
    const auto said = passage.message;
    auto event = co_await send_as_ghost(std::move(ghost), message, std::move(passage), token);
    if (event) {
        co_return std::move(*event);
    }
    if (!is_message) {
        co_return Refusal{0, "", "the ghost may not do that in the room"};
    }
    co_return co_await send_as_bot(std::move(message), said, std::move(token));
}

// Everybody may take back what is his own; for others it takes the right to.
Task<Answer<mapping::EventId>> MucRoom::act_as(mapping::UserId bot, Passage passage, SendToken token) {
    const auto author = mapping::UserId::parse(passage.author);
    const bool is_ghost = author && world_.names.names().is_ghost(*author);
    if (is_ghost && world_.ghosts.is_in(*author, portal_.room)) {
        auto done = co_await send_passage(world_.homeserver, *author, portal_.room, passage, token);
        if (done) {
            co_return done;
        }
    }
    auto done =
        co_await send_passage(world_.homeserver, std::move(bot), portal_.room, std::move(passage), std::move(token));
    if (!done) {
        co_await missing_.tell("redact", "A message was removed in " + portal_.address.str() + ", but not here: " +
                                             world_.ghosts.bot().str() + " needs the right to remove messages.");
    }
    co_return done;
}

Task<std::optional<mapping::EventId>> MucRoom::send_as_ghost(mapping::UserId ghost, GroupMessage message,
                                                             Passage passage, SendToken token) {
    const bool is_message = !passage.act;
    std::string reason;
    for (int tries = 0; tries < most_relay_tries; ++tries) {
        const auto was_in = world_.ghosts.is_in(ghost, portal_.room);
        const auto came = co_await bring_speaker(ghost, message);
        if (!came) {
            reason = came.error().reason;
            break;
        }
        const auto sent = co_await send_passage(world_.homeserver, ghost, portal_.room, passage, token);
        if (sent) {
            if (!was_in) { // else it says nothing of those who are to come
                missing_.has("ghosts");
            }
            co_return *sent;
        }
        // Perhaps the ghost is not in the room as we thought.
        world_.ghosts.note(ghost, portal_.room, GhostKeeper::Presence::out);
        reason = sent.error().reason;
    }
    if (is_message) {
        co_await tell_relayed(std::move(reason));
    }
    co_return std::nullopt;
}

Task<Answer<mapping::EventId>> MucRoom::send_as_bot(GroupMessage message, mapping::Message said, SendToken token) {
    const auto nick = std::string{message.head.from.resource()};
    said.body = said.kind == mapping::MessageKind::emote ? nick + ' ' + said.body : nick + ": " + said.body;
    said.rich.reset();     // clients would show it instead, and it does not say who speaks
    said.mentions.clear(); // their places are others now
    said.replaces.clear(); // only who has said it may correct it
    co_return co_await world_.homeserver.send(world_.ghosts.bot(), portal_.room, std::move(said), std::move(token));
}

Task<void> MucRoom::tell_relayed(std::string reason) {
    if (missing_.is_told("ghosts")) {
        co_return;
    }
    const auto rights = co_await world_.homeserver.rights(world_.ghosts.bot(), portal_.room);
    const auto helpers = rights ? those_who_rule(*rights, world_.ghosts.bot()) : std::string{};
    co_await missing_.tell("ghosts", "Some people of " + portal_.address.str() + " cannot be brought into this room (" +
                                         reason + "), so what they write is shown by the bridge's bot. " +
                                         world_.ghosts.bot().str() + " needs the right to invite." + helpers);
}

Task<Answer<void>> MucRoom::bring_speaker(mapping::UserId ghost, GroupMessage message) {
    std::string nick{message.head.from.resource()};
    co_await world_.ghosts.provide(ghost, nick);
    if (!world_.ghosts.is_in(ghost, portal_.room)) {
        reader_.believe(message);
        auto speaker = ghosts_.absent(std::move(nick), message.occupant_id, message.real_jid);
        co_await ghosts_.expect_guest(ghost, std::move(speaker));
        tell_changed();
    }
    auto came = co_await world_.ghosts.bring_in(ghost, portal_.room, world_.ghosts.bot());
    if (came) {
        look_at(std::string{message.head.from.resource()}, ghost);
    }
    co_return came;
}

// What came back is put into its place in the queue again where that can help: the puppet was not in (XEP-0045 §7.4),
// or the MUC could not take it just now (RFC 6120 §8.3.2, "wait").
Task<bool> MucRoom::say_again(const ReturnedMessage& returned) {
    const auto sender = seats_.holder_of_jid(returned.head.to);
    const auto is_absence = returned.error.condition == "not-acceptable" && sender;
    const auto is_passing = returned.error.type == "wait" || returned.error.condition.starts_with("remote-server-");
    if (returns_.size() > most_returns_remembered) {
        returns_.clear();
    }
    const auto count = ++returns_[returned.head.id];
    if ((!is_absence || count > 1) && (!is_passing || count > most_waits)) {
        co_return false;
    }
    if (is_absence) {
        seats_.lose(*sender);
    } else {
        pause_until_ms_ = world_.now() + wait_ms;
    }
    EntryKey key{{Side::matrix, portal_.room.str()}, returned.head.id};
    co_return co_await world_.reopen(std::move(key));
}

Task<Delivery> MucRoom::on_returned(ReturnedMessage returned) {
    const Counted visit{visitors_, changed_};
    const auto was_topic = co_await moderation_.on_returned(returned);
    if (was_topic) {
        co_return Delivery{};
    }
    const auto is_said_again = co_await say_again(returned);
    if (!is_said_again) {
        const auto sender = seats_.holder_of_jid(returned.head.to);
        const auto who = sender ? sender->str() : std::string{"Somebody"};
        co_await notices_.tell(world_.ghosts.bot(), portal_.room, "returned " + returned.head.id,
                               who + ": your message did not get into " + portal_.address.str() + ": " +
                                   plain_words(returned.error) + ".");
    }
    co_return Delivery{};
}

} // namespace bascule::bridge
