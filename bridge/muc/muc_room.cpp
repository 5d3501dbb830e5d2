#include "bridge/muc/muc_room.hpp"

#include "bridge/async/counted.hpp"
#include "bridge/error_text.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <exception>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr int most_relay_tries = 2;

// XEP-0045 §9.1, §8.2: kicked or banned; with 333 it was a fault of the connection, which nobody wanted.
bool was_forced(const OccupantPresence& presence) {
    constexpr int banned = 301;
    constexpr int kicked = 307;
    constexpr int technical = 333;
    return (presence.has_status(banned) || presence.has_status(kicked)) && !presence.has_status(technical);
}

void log_failure(const std::string& task, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        log(LogPart::bridge).error("{}: {}", task, error.what());
    }
}

} // namespace

MucRoom::MucRoom(const MucWorld& world, Portal portal)
    : world_{world},
      portal_{std::move(portal)},
      roster_{std::string{world.bot.domain()}},
      seats_{world.executor, {world.xmpp, world.seats, world.puppets}, roster_, portal_.address},
      ghosts_{{world.occupants, world.names, world.homeserver, world.now}, world.ghosts, world.policy, portal_},
      reader_{world.executor, {world.xmpp, world.journal, world.codec, world.now}, {roster_, ghosts_}, portal_},
      notices_{world.homeserver},
      is_connected_{world.xmpp.is_connected()},
      changed_{world.executor},
      joiners_{world.executor, log_failure},
      tasks_{world.executor, log_failure} {
    seats_.when_settled([this] { tell_changed(); });
}

MucRoom::Status MucRoom::status() const {
    return {is_in_, seats_.joined_count(), roster_.others().size(), is_in_ ? std::string{} : trouble_};
}

void MucRoom::start(bool is_new) {
    is_new_ = is_new;
    tasks_.spawn(portal_.address.str() + " entry", keep_in());
    tasks_.spawn(portal_.address.str() + " puppets", keep_puppets());
    tasks_.spawn(portal_.address.str() + " ghosts", keep_ghosts());
    tasks_.spawn(portal_.address.str() + " self-ping", keep_alive());
}

Task<void> MucRoom::stop() {
    co_await tasks_.stop();
    co_await joiners_.stop();
}

Task<void> MucRoom::withdraw(std::string reason) {
    co_await stop();
    is_in_ = false;
    co_await seats_.leave_all(std::move(reason), PuppetSeats::Memory::keep);
}

Task<void> MucRoom::dissolve(std::string reason) {
    is_ended_ = true;
    co_await stop();
    is_in_ = false;
    changed_.notify_all();
    co_await await_visitors(); // a message that is being brought would bring its ghost in again
    co_await seats_.leave_all(reason, PuppetSeats::Memory::forget);
    world_.xmpp.elect_listener(portal_.address, std::nullopt);
    co_await ghosts_.take_out_all(std::move(reason));
    co_await await_visitors();
}

Task<void> MucRoom::await_visitors() {
    while (visitors_ > 0) {
        co_await changed_.wait();
    }
}

void MucRoom::tell_changed() {
    are_ghosts_due_ = true;
    changed_.notify_all();
}

// --- what arrives from the MUC

Task<void> MucRoom::on_group_message(GroupMessage message, std::string xml, JournalCommit& commit) {
    const Counted visit{visitors_, changed_};
    last_heard_ms_ = world_.now();
    co_await reader_.take(std::move(message), std::move(xml), commit);
}

Task<void> MucRoom::after_commit() {
    const Counted visit{visitors_, changed_};
    auto links = reader_.take_reflections();
    if (links.empty()) {
        co_return;
    }
    try {
        co_await world_.links.remember(links);
    } catch (const Outage&) { // whoever tries again finds them
        reader_.give_back(std::move(links));
        throw;
    }
}

void MucRoom::on_subject() {
    reader_.on_subject();
}

// Only the bot's copy tells of others; everybody's own tells of himself (status 110).
void MucRoom::on_presence(const OccupantPresence& presence) {
    constexpr int self = 110;
    last_heard_ms_ = world_.now();
    const std::string nick{presence.head.from.resource()};
    if (presence.has_status(self)) {
        on_own_presence(presence);
    }
    if (presence.head.to != world_.bot) {
        return;
    }
    if (!presence.is_available && roster_.is_ours(nick)) {
        seats_.on_left(nick);
    }
    const auto change = roster_.apply(presence);
    if (change.kind == Roster::Kind::none) {
        return;
    }
    if (change.kind == Roster::Kind::went && was_forced(presence)) {
        ghosts_.expel(change.entry, presence.reason);
    }
    tell_changed();
}

void MucRoom::on_own_presence(const OccupantPresence& presence) {
    const auto is_bot = presence.head.to == world_.bot;
    if (presence.is_available) {
        has_own_presence_ = has_own_presence_ || is_bot;
        changed_.notify_all();
        return;
    }
    constexpr int nick_change = 303;
    if (presence.has_status(nick_change)) {
        return;
    }
    if (is_bot) {
        lose(was_forced(presence) ? "the bridge's bot was removed from " + portal_.address.str()
                                  : portal_.address.str() + " has let go of the bridge");
        return;
    }
    if (const auto user = seats_.on_removed(presence, !was_forced(presence))) {
        are_puppets_due_ = true;
        changed_.notify_all();
    }
}

// --- messages

Task<Delivery> MucRoom::say(MatrixEvent event, Before before) {
    const Counted visit{visitors_, changed_};
    if (!is_in_) {
        co_await await_in();
        // Catching up may have shown that this very message is in the MUC already.
        throw Outage{portal_.address.str() + " was entered again"};
    }
    if (!may_have_puppet(event.sender)) {
        co_return Delivery{Delivery::State::parked, "blocked"};
    }
    const auto place = co_await seats_.take(event.sender);
    if (place.refusal) {
        co_await tell_unseated(event.sender, *place.refusal);
        co_return Delivery{Delivery::State::parked, place.refusal->condition};
    }
    const auto session = world_.xmpp.session();
    if (before.session.value_or(session) != session) {
        throw Outage{"what was said before may be lost"};
    }
    reader_.expect(event.id.str(), event.sender);
    OutgoingMessage out{.from = place.occupant,
                        .to = portal_.address,
                        .is_groupchat = true,
                        .id = event.id.str(),
                        .message = std::get<mapping::Message>(event.content),
                        .nick = {},
                        .wants_receipt = false};
    co_await world_.xmpp.send(std::move(out));
    co_return Delivery{.state = Delivery::State::handed_on, .reason = {}, .was_there = false, .session = session};
}

Task<Delivery> MucRoom::relay(JournalRow row, GroupMessage message, Doubt doubt) {
    const Counted visit{visitors_, changed_};
    if (is_ended_) {
        co_return Delivery{Delivery::State::parked, "this MUC is not bridged any more"};
    }
    const auto ghost = mapping::UserId::parse(row.entry.author).value();
    const auto key = portal_.address.str() + ' ' + row.entry.key.key;
    std::optional<mapping::EventId> event;
    if (doubt == Doubt::maybe_there) {
        event = co_await world_.homeserver.find_sent(ghost, portal_.room, key);
    }
    Delivery delivery{.state = Delivery::State::arrived, .reason = {}, .was_there = event.has_value()};
    for (int tries = 0; !event && tries < most_relay_tries; ++tries) {
        const auto came = co_await bring_speaker(ghost, message);
        if (!came) {
            co_return Delivery{Delivery::State::parked, came.error().reason};
        }
        SendToken token{key, message.delay_ms};
        const auto sent = co_await world_.homeserver.send(ghost, portal_.room, message.message, std::move(token));
        if (sent) {
            event = *sent;
        } else {
            // Perhaps the ghost is not in the room as we thought.
            world_.ghosts.note(ghost, portal_.room, false);
            delivery.reason = sent.error().reason;
        }
    }
    if (!event) {
        co_return Delivery{Delivery::State::parked, delivery.reason};
    }
    MessageLink link{portal_.room,
                     *event,
                     message.head.from.str(),
                     message.head.id,
                     {},
                     message.stanza_id,
                     portal_.address,
                     message.delay_ms.value_or(row.entry.arrived_ms)};
    std::vector<MessageLink> links{std::move(link)};
    co_await world_.links.remember(std::move(links));
    co_return delivery;
}

Task<Answer<void>> MucRoom::bring_speaker(mapping::UserId ghost, GroupMessage message) {
    const std::string nick{message.head.from.resource()};
    co_await world_.ghosts.provide(ghost, nick);
    if (!world_.ghosts.is_in(ghost, portal_.room)) {
        co_await ghosts_.expect_guest(ghost, ghosts_.absent(nick, message.occupant_id, message.real_jid));
        tell_changed();
    }
    co_return co_await world_.ghosts.bring_in(std::move(ghost), portal_.room, world_.ghosts.bot());
}

// XEP-0045 §7.4: who is not in the MUC gets not-acceptable; then the message is tried again when he is.
Task<Delivery> MucRoom::on_returned(ReturnedMessage returned) {
    const Counted visit{visitors_, changed_};
    const auto sender = seats_.holder_of_jid(returned.head.to);
    if (returned.error.condition == "not-acceptable" && sender && resent_.insert(returned.head.id).second) {
        seats_.lose(*sender);
        EntryKey key{{Side::matrix, portal_.room.str()}, returned.head.id};
        const auto queue = key.queue;
        if (co_await world_.journal.reopen(std::move(key))) {
            world_.wake(queue);
            co_return Delivery{};
        }
    }
    const auto who = sender ? sender->str() : std::string{"Somebody"};
    co_await notices_.tell(
        world_.ghosts.bot(), portal_.room, "returned " + returned.head.id,
        who + ": your message did not get into " + portal_.address.str() + ": " + plain_words(returned.error) + ".");
    co_return Delivery{};
}

} // namespace bascule::bridge
