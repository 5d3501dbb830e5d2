// The part of GatewayRoom that answers presence: who enters, changes his nick, leaves or is lost.
#include "bridge/encryption/encryption_notices.hpp"
#include "bridge/gateway/gateway_room.hpp"
#include "bridge/gateway/refusal.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "mapping/nick.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <exception>

namespace bascule::bridge {

namespace {

// XEP-0045 §15.6.2
namespace status {
constexpr int nonanonymous = 100;
constexpr int self = 110;
constexpr int logged = 170;
constexpr int nick_assigned = 210;
constexpr int nick_changed = 303;
constexpr int kicked = 307;
constexpr int lost = 333;
} // namespace status

constexpr mapping::MucRank nobody{mapping::Affiliation::none, mapping::Role::none};
constexpr int forbidden_status = 403; // of HTTP; which errcode comes with it differs (Synapse: M_BAD_STATE for a ban)

} // namespace

Task<void> GatewayRoom::on_presence(ContactPresence presence) {
    const auto session = presence.head.from;
    std::optional<StanzaError> failure;
    try {
        const auto turn = co_await take_turn();
        co_await enter(presence);
    } catch (const boost::system::system_error&) {
        throw; // cancelled
    } catch (const std::exception& error) {
        log(LogPart::bridge).info("{} at {}: {}", session.str(), address_.str(), error.what());
        failure = StanzaError{"wait", "remote-server-timeout", "The Matrix side does not answer. Try again soon."};
    }
    close_if_empty();
    if (const auto found = expected_.find(session); found != expected_.end() && --found->second <= 0) {
        expected_.erase(found);
    }
    has_settled_.notify_all();
    if (failure && presence.entry) {
        world_.metrics.add("hosted_joins_total", {{"outcome", "failed"}}, 1);
    }
    if (failure && presence.entry && world_.xmpp.is_connected()) {
        co_await world_.service.refuse_entry(presence.head.to, session, presence.head.id, std::move(*failure));
    }
}

Task<void> GatewayRoom::enter(ContactPresence presence) {
    const auto session = presence.head.from;
    const auto* const member = occupants_.with_session(session);
    if (presence.kind == PresenceKind::unavailable) {
        if (member != nullptr) {
            auto last_word = co_await appearance(*member);
            last_word.status = presence.status;
            co_await leave(session, std::move(last_word));
        } else {
            SeatPresence last_word{.to = address_, .seat = presence.head.to, .rank = nobody};
            last_word.status = presence.status;
            co_await leave_restored(session, std::move(last_word));
        }
        co_return;
    }
    if (presence.kind != PresenceKind::available) {
        co_return; // subscriptions and probes are no way into a room
    }
    if (member != nullptr && !presence.head.to.is_bare()) {
        co_await ask_for_nick(*member, presence);
        co_return;
    }
    if (!presence.entry) {
        // He takes himself for an occupant: he is told that he is not (XEP-0045 §9.1, and 333 says that nobody did it).
        SeatPresence out{
            .to = session, .seat = presence.head.to, .kind = SeatPresence::Kind::unavailable, .rank = nobody};
        out.statuses = {status::self, status::kicked, status::lost};
        co_await world_.service.show(std::move(out));
        co_return;
    }
    auto refusal = co_await admit(presence);
    world_.metrics.add("hosted_joins_total", {{"outcome", refusal ? "refused" : "entered"}}, 1);
    if (refusal) {
        co_await world_.service.refuse_entry(presence.head.to, session, presence.head.id, std::move(*refusal));
    }
}

Task<void> GatewayRoom::ask_for_nick(HostedMember member, const ContactPresence& presence) {
    const auto nick = mapping::hosted_nick(presence.head.to.resource());
    if (mapping::look_of(nick) != mapping::look_of(member.nick)) {
        if (nick.empty() || !occupants_.is_free(nick, member.user)) {
            auto error = nick.empty() ? refused("jid-malformed", "This nick cannot be used.")
                                      : refused("conflict", "Somebody else has this nick.");
            co_await world_.service.refuse_entry(presence.head.to, presence.head.from, presence.head.id,
                                                 std::move(error));
            co_return;
        }
        co_await rename(member, nick);
        co_await world_.ghosts.name_in(*room_, member.user, nick);
    }
    if (presence.entry) { // XEP-0045 §7.2: whoever asks to enter again has lost what he knew
        co_await welcome(presence.head.from, presence);
        co_return;
    }
    auto now = *occupants_.find(member.user);
    const bool has_new_face = presence.avatar_hash && presence.avatar_hash != now.avatar_hash;
    if (now.show != presence.show || now.status != presence.status || has_new_face) {
        now.show = presence.show;
        now.status = presence.status;
        note_face(now, presence);
        co_await show(now);
        occupants_.put(std::move(now));
    }
}

// His ghost wears what he shows here.
void GatewayRoom::note_face(HostedMember& member, const ContactPresence& presence) {
    if (!presence.avatar_hash) {
        return;
    }
    member.avatar_hash = presence.avatar_hash;
    if (world_.faces.watch != nullptr) {
        world_.faces.watch->on_face(member.user, {address_, presence.head.from.bare(), {}}, *presence.avatar_hash);
    }
}

// XEP-0045 §7.6: of the old nick and the new.
Task<void> GatewayRoom::rename(HostedMember member, std::string nick) {
    auto gone = co_await appearance(member);
    gone.kind = SeatPresence::Kind::unavailable;
    gone.statuses = {status::nick_changed};
    gone.new_nick = nick;
    co_await tell_all(std::move(gone), member.sessions);
    member.nick = std::move(nick);
    co_await show(member);
    for (const auto& session : member.sessions) {
        GatewaySession record{address_, session, member.user, member.nick};
        co_await world_.records.save(std::move(record));
    }
    occupants_.put(std::move(member));
}

Task<std::optional<StanzaError>> GatewayRoom::admit(const ContactPresence& presence) {
    const auto session = presence.head.from;
    if (presence.head.to.is_bare()) {
        co_return refused("jid-malformed", "A nick is needed to enter.");
    }
    if (world_.policy.permissions.of(session.bare()) == mapping::Permission::block) {
        co_return refused("forbidden", "The bridge's admin does not allow you to use it.");
    }
    auto nick = mapping::hosted_nick(presence.head.to.resource());
    if (nick.empty()) {
        co_return refused("jid-malformed", "This nick cannot be used.");
    }
    const auto ghost = co_await world_.names.ghost_of(session);
    co_await world_.ghosts.provide(ghost, nick);
    auto refusal = co_await open(ghost);
    if (refusal) {
        co_return refusal;
    }
    if (facts_.rights.is_encrypted) {
        co_return refused("not-allowed", std::string{"This room is not bridged: "} + encrypted_room_text + '.');
    }
    const auto* const there = occupants_.find(ghost);
    const bool is_in = there != nullptr && !there->sessions.empty();
    if (is_in) {
        nick = there->nick; // one person is one member of the Matrix room
    } else if (!occupants_.is_free(nick, ghost)) {
        co_return refused("conflict", "Somebody else has this nick.");
    }
    refusal = co_await bring_in(ghost, nick);
    if (refusal) {
        co_return refusal;
    }
    HostedMember member = is_in ? *there : HostedMember{ghost, nick, nick, rank_of(ghost)};
    if (!is_in && there != nullptr && there->is_shown && there->nick != nick) {
        co_await rename(*there, nick); // his ghost was to be seen already, from a MUC that shares this room
    }
    GatewaySession record{address_, session, ghost, nick};
    co_await world_.records.save(std::move(record));
    gone_.erase(ghost);
    member.show = presence.show;
    member.status = presence.status;
    note_face(member, presence);
    // Those who are in are told first; the newcomer hears of himself last.
    member.sessions.push_back(session);
    co_await show(member);
    occupants_.put(std::move(member));
    co_await welcome(session, presence);
    co_return std::nullopt;
}

Task<std::optional<StanzaError>> GatewayRoom::bring_in(mapping::UserId ghost, std::string nick) {
    const auto entered = co_await world_.door.enter(ghost, room_->str());
    if (!entered) {
        auto error = co_await reason_of(ghost, entered.error());
        co_return error;
    }
    world_.ghosts.note(ghost, *room_, GhostKeeper::Presence::in);
    if (world_.ghosts.name_of(ghost) != nick) {
        co_await world_.ghosts.name_in(*room_, ghost, nick);
    }
    co_return std::nullopt;
}

// The homeserver only says that it is forbidden; the room itself tells why.
Task<StanzaError> GatewayRoom::reason_of(mapping::UserId ghost, Refusal refusal) {
    if (refusal.status == forbidden_status && room_) {
        const auto banned = co_await world_.door.banned(world_.ghosts.bot(), *room_);
        if (banned && std::ranges::find(*banned, ghost) != banned->end()) {
            co_return refused("forbidden", "You are banned from this room.");
        }
    }
    co_return entry_error(refusal);
}

// XEP-0045 §7.2: the others, oneself, what was said, the subject.
Task<void> GatewayRoom::welcome(mapping::Jid session, const ContactPresence& presence) {
    const auto own = *occupants_.with_session(session);
    if (!facts_.avatar_url.empty()) {
        std::vector<mapping::Jid> newcomer{session};
        co_await show_own_face(std::move(newcomer));
    }
    for (auto& member : occupants_.shown()) {
        if (member.user != own.user) {
            auto other = co_await appearance(std::move(member));
            other.to = session;
            co_await world_.service.show(std::move(other));
        }
    }
    auto self = co_await appearance(own);
    self.to = session;
    self.id = presence.head.id;
    self.statuses = {status::nonanonymous, status::self, status::logged};
    if (own.nick != presence.head.to.resource()) {
        self.statuses.push_back(status::nick_assigned);
    }
    co_await world_.service.show(std::move(self));
    co_await tell_history(session, presence.entry->history);
    co_await tell_subject(session);
}

Task<void> GatewayRoom::tell_history(mapping::Jid session, HistoryLimits limits) {
    if (world_.past == nullptr) {
        co_return;
    }
    Newcomer newcomer{address_, session, *room_, occupants_.with_session(session)->user, limits};
    auto past = co_await world_.past->for_newcomer(std::move(newcomer));
    for (auto& message : past) {
        const auto event = mapping::EventId::parse(message.stanza_id);
        if (event) {
            note_told(session, *event);
        }
        co_await world_.service.say(std::move(message));
    }
}

Task<void> GatewayRoom::tell_subject(mapping::Jid session) {
    SeatSubject subject{.to = session, .from = address_, .id = {}, .text = facts_.topic};
    if (facts_.topic_by) {
        const auto* const author = occupants_.find(*facts_.topic_by);
        if (author != nullptr && author->is_shown) {
            subject.from = seat(author->nick);
        }
        subject.delay_ms = facts_.topic_at_ms;
    }
    co_await world_.service.tell_subject(std::move(subject));
}

} // namespace bascule::bridge
