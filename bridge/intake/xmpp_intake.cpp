#include "bridge/intake/xmpp_intake.hpp"

#include "bridge/async/backoff.hpp"
#include "bridge/direction.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <functional>
#include <string_view>
#include <utility>

namespace bascule::bridge {

namespace {

// Presence is not kept; more than this unanswered at once is a flood.
constexpr std::size_t most_waiting = 10'000;
// Some clients number their messages from 1 at every start; an id as short as that names nothing for ever.
constexpr std::size_t shortest_unique_id = 16;

constexpr auto bot_text =
    "I am the bridge to Matrix. Write to a Matrix user @romeo:montague.example at romeo%montague.example and my "
    "domain. Write “help” to me for the commands that I know.";
constexpr auto private_text =
    "Private messages from a room do not cross to Matrix yet. Write to the person's own address instead.";

// Runs it until it met no outage: the stream is read on only when nothing can be lost any more.
template <class Attempt>
Task<void> until_done(XmppIntake::Pace pace, Attempt attempt) {
    Backoff backoff{pace.first_retry, pace.last_retry};
    for (;;) {
        try {
            co_await attempt();
            co_return;
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("stanzas wait: {}", outage.what());
        }
        co_await pause(backoff.next());
    }
}

} // namespace

XmppIntake::XmppIntake(MucRooms& mucs, Subscriptions& subscriptions, Metrics& metrics, Pace pace)
    : mucs_{mucs}, subscriptions_{subscriptions}, metrics_{metrics}, pace_{pace}, has_work_{mucs.world().executor} {}

void XmppIntake::on_connected() {
    mucs_.on_connected();
    if (hosted_ != nullptr) {
        hosted_->on_connected();
    }
    is_announcing_ = true;
    has_work_.notify_all();
}

void XmppIntake::on_disconnected() {
    mucs_.on_disconnected();
    subscriptions_.on_disconnected();
}

Task<void> XmppIntake::on_stanzas(std::vector<ArrivedStanza> stanzas) {
    Batch batch;
    for (auto& stanza : stanzas) {
        const auto attempt = [this, &stanza, &batch] { return take(stanza, batch); };
        co_await until_done(pace_, attempt);
    }
    co_await commit(std::move(batch));
}

Task<void> XmppIntake::take(ArrivedStanza stanza, Batch& batch) {
    if (hosted_ != nullptr && hosted_->take(stanza, batch.commit)) {
        co_return;
    }
    if (auto* const group = std::get_if<GroupMessage>(&stanza.event)) {
        co_await take_group(std::move(*group), std::move(stanza.xml), batch);
    } else if (const auto* const chat = std::get_if<ChatMessage>(&stanza.event)) {
        take_chat(*chat, std::move(stanza.xml), batch);
    } else if (const auto* const invitation = std::get_if<MucInvitation>(&stanza.event)) {
        take_invitation(*invitation, std::move(stanza.xml), batch);
    } else if (const auto* const returned = std::get_if<ReturnedMessage>(&stanza.event)) {
        take_returned(*returned, std::move(stanza.xml), batch);
    } else if (const auto* const occupant = std::get_if<OccupantPresence>(&stanza.event)) {
        take_presence(*occupant);
    } else if (auto* const contact = std::get_if<ContactPresence>(&stanza.event)) {
        if (auto* const room = mucs_.find(contact->head.from)) {
            if (contact->avatar_hash && contact->head.to == world().bot) {
                room->on_own_face(std::move(*contact->avatar_hash));
            }
        } else if (presences_.size() < most_waiting && contact->head.from.domain() != world().bot.domain()) {
            presences_.push_back(std::move(*contact));
            has_work_.notify_all();
        }
    } else if (const auto* const subject = std::get_if<SubjectChange>(&stanza.event)) {
        auto* const room = mucs_.find(subject->head.from.bare());
        if (room != nullptr && subject->head.to == world().bot) {
            room->on_subject(*subject);
        }
    } else if (const auto* const news = std::get_if<MucNews>(&stanza.event)) {
        auto* const room = mucs_.find(news->head.from.bare());
        if (room != nullptr && news->head.to == world().bot) {
            room->on_news(*news);
        }
    }
}

Task<void> XmppIntake::take_group(GroupMessage message, std::string xml, Batch& batch) {
    auto* const room = mucs_.find(message.head.from.bare());
    if (room == nullptr || message.head.to != world().bot) {
        co_return;
    }
    batch.mucs.insert(room->portal().address);
    co_await room->on_group_message(std::move(message), std::move(xml), batch.commit);
}

void XmppIntake::take_presence(const OccupantPresence& presence) {
    if (auto* const room = mucs_.find(presence.head.from.bare())) {
        room->on_presence(presence);
    }
}

void XmppIntake::take_chat(const ChatMessage& chat, std::string xml, Batch& batch) {
    const auto& head = chat.head;
    if (head.from.domain() == world().bot.domain()) {
        return; // one of ours to one of ours: a loop
    }
    if (chat.is_private_of_muc || mucs_.find(head.from.bare()) != nullptr) {
        answer(chat, private_text);
        return;
    }
    const auto is_for_bridge = head.to.local().empty() || head.to.bare() == world().bot.bare();
    if (is_for_bridge && !is_order_(chat)) {
        answer(chat, bot_text);
        return;
    }
    auto key = chat.origin_id.empty() ? head.id : chat.origin_id;
    if (key.size() < shortest_unique_id) {
        key += ' ' + std::to_string(world().now()) + ' ' + std::to_string(++anonymous_);
    }
    key += ' ' + std::to_string(std::hash<std::string>{}(chat.message.body));
    const auto queue = head.from.bare().str() + ' ' + head.to.bare().str();
    batch.commit.entries.push_back(entry(head, queue, std::move(key), std::move(xml)));
}

// To a puppet; what concerns rooms that we host is not for here.
void XmppIntake::take_invitation(const MucInvitation& invitation, std::string xml, Batch& batch) {
    const auto& head = invitation.head;
    const auto is_to_puppet = head.to.bare() != world().bot.bare() && head.to.bare() != invitation.room;
    if (is_to_puppet && head.from.domain() != world().bot.domain()) {
        const auto queue = head.from.bare().str() + ' ' + head.to.bare().str();
        auto key = "invitation " + head.id + ' ' + std::to_string(world().now()) + ' ' + std::to_string(++anonymous_);
        batch.commit.entries.push_back(entry(head, queue, std::move(key), std::move(xml)));
    }
}

void XmppIntake::take_returned(const ReturnedMessage& returned, std::string xml, Batch& batch) {
    const auto& head = returned.head;
    if (head.id.starts_with(answer_mark)) {
        return; // no message of anybody's
    }
    const auto peer = head.from.bare();
    const auto queue = mucs_.find(peer) != nullptr ? peer.str() : peer.str() + ' ' + head.to.bare().str();
    // What came back, was said again and comes back once more is a new return; a stream repeats nothing by itself.
    auto key = "error " + head.id + ' ' + std::to_string(world().now()) + ' ' + std::to_string(++anonymous_);
    batch.commit.entries.push_back(entry(head, queue, std::move(key), std::move(xml)));
}

JournalEntry XmppIntake::entry(const StanzaHead& head, std::string queue, std::string key, std::string xml) const {
    return {{{Side::xmpp, std::move(queue)}, std::move(key)}, std::move(xml), head.from.str(), world().now()};
}

Task<void> XmppIntake::commit(Batch batch) {
    const auto& commit = batch.commit;
    if (commit.entries.empty() && commit.done.empty() && commit.positions.empty()) {
        co_return;
    }
    std::vector<JournalRow> fresh;
    const auto append = [&]() -> Task<void> {
        auto copy = commit;
        fresh = co_await world().journal.commit(std::move(copy));
    };
    co_await until_done(pace_, append);
    if (fresh.size() < commit.entries.size()) {
        metrics_.add("bridge_dedupe_hits_total", {{"direction", direction_of(Side::xmpp)}},
                     static_cast<double>(commit.entries.size() - fresh.size()));
    }
    // Also where nothing is new: the commit may have taken effect before its answer was lost.
    std::set<QueueName> queues;
    for (const auto& one : commit.entries) {
        queues.insert(one.key.queue);
    }
    for (const auto& queue : queues) {
        world().wake(queue);
    }
    for (const auto& muc : batch.mucs) {
        const auto conclude = [this, &muc] { return after_commit(muc); };
        co_await until_done(pace_, conclude);
    }
}

Task<void> XmppIntake::after_commit(const mapping::Jid& muc) {
    if (auto* const room = mucs_.find(muc)) {
        co_await room->after_commit();
    }
}

void XmppIntake::answer(const ChatMessage& chat, std::string text) {
    // What was said long ago expects no answer any more.
    const auto expects_answer = chat.message.kind != mapping::MessageKind::notice && !chat.delay_ms && !chat.act;
    // Of a MUC's occupant only the resource says who he is.
    const auto& from = chat.head.from;
    const auto sender = chat.is_private_of_muc || mucs_.find(from.bare()) != nullptr ? from : from.bare();
    if (!expects_answer || answers_.size() >= most_waiting || !answer_pace_.may_answer(sender, world().now())) {
        return;
    }
    answers_.push_back(
        {.from = chat.head.to,
         .to = chat.head.from,
         .is_groupchat = false,
         .id = std::string{answer_mark} + std::to_string(world().now()) + '-' + std::to_string(++anonymous_),
         .message = {mapping::MessageKind::notice, std::move(text)},
         .nick = {},
         .wants_receipt = false});
    has_work_.notify_all();
}

Task<void> XmppIntake::answer_presence() {
    Backoff backoff{pace_.first_retry, pace_.last_retry};
    for (;;) {
        while (presences_.empty() && answers_.empty() && !is_announcing_) {
            co_await has_work_.wait();
        }
        auto must_announce = std::exchange(is_announcing_, false);
        try {
            if (must_announce) {
                co_await subscriptions_.announce();
                must_announce = false;
            }
            for (auto waiting = std::exchange(answers_, {}); auto& message : waiting) {
                co_await world().xmpp.send(std::move(message));
            }
            while (!presences_.empty()) {
                auto presence = std::move(presences_.front());
                presences_.pop_front();
                co_await subscriptions_.on_presence(std::move(presence));
            }
        } catch (const Outage& outage) {
            // Presence is not kept: a contact's server asks again when he comes back.
            log(LogPart::bridge).info("presence is not answered: {}", outage.what());
        } catch (const std::logic_error& fault) { // one that cannot be answered must not end it for all
            log(LogPart::bridge).error("presence is not answered: {}", fault.what());
        }
        // Contacts who are there already do not ask. A new stream announces anyway.
        if (must_announce && world().xmpp.is_connected()) {
            is_announcing_ = true;
            co_await pause(backoff.next());
        } else {
            backoff.reset();
        }
    }
}

Task<Addressee> XmppIntake::addressee(mapping::Jid jid) {
    if (jid.local().empty() || jid.bare() == world().bot.bare()) {
        co_return Addressee{Addressee::Kind::bridge, world().bot_nick};
    }
    if (const auto room = co_await world().names.room_of_gateway(jid.bare())) {
        co_return co_await gateway_room(std::move(jid), *room);
    }
    const auto user = co_await world().names.user_of(jid.bare());
    if (!user) {
        co_return Addressee{};
    }
    const auto puppet = co_await world().puppets.find(*user);
    if (!puppet) {
        co_return Addressee{Addressee::Kind::unreachable, {}};
    }
    if (!*puppet) {
        co_return Addressee{};
    }
    co_return Addressee{Addressee::Kind::puppet, (*puppet)->name};
}

Task<Addressee> XmppIntake::gateway_room(mapping::Jid address, std::variant<mapping::RoomAlias, mapping::RoomId> room) {
    if (const auto nick = hosted_ == nullptr ? std::nullopt : hosted_->name_in(address)) {
        co_return Addressee{Addressee::Kind::puppet, *nick};
    }
    const auto* const alias = std::get_if<mapping::RoomAlias>(&room);
    // To ask the homeserver for a portal's alias would make the portal.
    const bool is_portal = alias != nullptr && world().names.names().is_portal_alias(*alias);
    if (alias == nullptr || is_portal || (hosted_ != nullptr && hosted_->is_known(address))) {
        co_return Addressee{Addressee::Kind::room, alias == nullptr ? std::string{} : alias->str()};
    }
    const auto id = co_await world().homeserver.resolve(*alias);
    co_return id ? Addressee{Addressee::Kind::room, alias->str()} : Addressee{};
}

} // namespace bascule::bridge
