// The part of GatewayRoom that lets people go.
#include "bridge/gateway/gateway_room.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <set>

namespace bascule::bridge {

namespace {

// XEP-0045 §15.6.2
namespace status {
constexpr int self = 110;
constexpr int kicked = 307;
constexpr int shutdown = 332;
constexpr int lost = 333;
} // namespace status

constexpr mapping::MucRank nobody{mapping::Affiliation::none, mapping::Role::none};

} // namespace

// Of several sessions of one person only the last takes him away. He is out before anybody is told, so that nobody goes
// on hearing because that fails.
Task<void> GatewayRoom::leave(mapping::Jid session, SeatPresence last_word) {
    auto member = *occupants_.with_session(session);
    last_word.kind = SeatPresence::Kind::unavailable;
    if (member.sessions.size() > 1) {
        last_word.to = session;
        last_word.rank.role = mapping::Role::none;
        last_word.statuses.push_back(status::self);
        std::erase(member.sessions, session);
        occupants_.put(std::move(member));
        co_await world_.records.remove(address_, session);
        co_await world_.service.show(std::move(last_word));
        co_return;
    }
    last_word.rank.role = mapping::Role::none;
    GatewaySession record{address_, session, member.user, member.nick, world_.now()};
    gone_.insert_or_assign(member.user, record);
    occupants_.remove(member.user);
    co_await world_.records.save(std::move(record));
    co_await tell_departure(std::move(last_word), std::move(member.sessions));
}

// The same of who was in before a restart, while the members are not known again yet. Of who was not in there is
// nothing to say.
Task<void> GatewayRoom::leave_restored(mapping::Jid session, SeatPresence last_word) {
    const auto found = std::ranges::find(restored_, session, &GatewaySession::session);
    if (found == restored_.end()) {
        co_return;
    }
    auto record = *found;
    restored_.erase(found);
    last_word.seat = seat(record.nick);
    last_word.kind = SeatPresence::Kind::unavailable;
    const bool is_still_in = std::ranges::find(restored_, record.ghost, &GatewaySession::ghost) != restored_.end();
    if (is_still_in) {
        last_word.to = session;
        last_word.statuses.push_back(status::self);
        co_await world_.records.remove(address_, session);
        co_await world_.service.show(std::move(last_word));
        co_return;
    }
    record.gone_since_ms = world_.now();
    gone_.insert_or_assign(record.ghost, record);
    co_await world_.records.save(std::move(record));
    std::vector<mapping::Jid> own{std::move(session)};
    co_await tell_departure(std::move(last_word), std::move(own));
}

// Who puts himself out leaves, with every session that he has here.
Task<void> GatewayRoom::step_out(mapping::UserId user, std::string reason) {
    const auto turn = co_await take_turn();
    const auto* const found = occupants_.find(user);
    const auto sessions = found == nullptr ? std::vector<mapping::Jid>{} : found->sessions;
    for (const auto& session : sessions) {
        const auto* const member = occupants_.with_session(session);
        if (member != nullptr) {
            auto last_word = co_await appearance(*member);
            last_word.statuses = {status::kicked};
            last_word.reason = reason;
            co_await leave(session, std::move(last_word));
        }
    }
    close_if_empty();
}

Task<void> GatewayRoom::on_lost(mapping::Jid session) {
    const auto turn = co_await take_turn();
    const auto* const member = occupants_.with_session(session);
    if (member == nullptr) {
        SeatPresence last_word{.to = address_, .seat = address_, .rank = nobody};
        last_word.statuses = {status::kicked, status::lost};
        co_await leave_restored(std::move(session), std::move(last_word));
    } else {
        auto last_word = co_await appearance(*member);
        last_word.statuses = {status::kicked, status::lost};
        co_await leave(std::move(session), std::move(last_word));
    }
    close_if_empty();
}

Task<void> GatewayRoom::forget_sessions(const HostedMember& member) {
    for (const auto& session : member.sessions) {
        co_await world_.records.remove(address_, session);
    }
}

Task<std::optional<std::chrono::milliseconds>> GatewayRoom::take_out_due() {
    const auto turn = co_await take_turn();
    std::optional<std::chrono::milliseconds> next;
    const auto gone = gone_;
    for (const auto& [ghost, session] : gone) {
        const auto left = world_.policy.leave_delay - std::chrono::milliseconds{world_.now() - *session.gone_since_ms};
        if (left.count() > 0) {
            next = std::min(left, next.value_or(left));
            continue;
        }
        co_await world_.ghosts.take_out(ghost, *room_, std::string());
        co_await world_.records.remove(address_, session.session);
        gone_.erase(ghost);
        if (world_.ghosts.is_held(ghost, *room_)) {
            co_await show_as_member(session);
        }
    }
    co_return next;
}

// He has left this MUC alone, and is in the Matrix room still by another one.
Task<void> GatewayRoom::show_as_member(GatewaySession last) {
    if (!is_open_ || occupants_.find(last.ghost) != nullptr) {
        co_return;
    }
    HostedMember member{last.ghost, {}, last.nick, rank_of(last.ghost)};
    co_await add_member(std::move(member));
}

Task<void> GatewayRoom::tell_again() {
    const auto turn = co_await take_turn();
    const std::set<std::string> nicks{lately_.begin(), lately_.end()};
    for (const auto& nick : nicks) {
        if (const auto* const member = occupants_.with_nick(nick); member != nullptr && member->nick == nick) {
            auto again = *member;
            co_await show(std::move(again));
        } else {
            SeatPresence gone{
                .to = address_, .seat = seat(nick), .kind = SeatPresence::Kind::unavailable, .rank = nobody};
            co_await tell_all(std::move(gone), std::vector<mapping::Jid>());
        }
    }
}

Task<void> GatewayRoom::shut(std::string reason) {
    for (const auto& session : occupants_.sessions()) {
        const auto member = *occupants_.with_session(session);
        SeatPresence out{
            .to = session, .seat = seat(member.nick), .kind = SeatPresence::Kind::unavailable, .rank = nobody};
        out.statuses = {status::self, status::shutdown};
        out.status = reason;
        co_await world_.service.show(std::move(out));
        // His ghost stays, and leaves if he does not come back after the restart.
        const bool is_last = session == member.sessions.back();
        if (is_last) {
            GatewaySession record{address_, session, member.user, member.nick, world_.now()};
            co_await world_.records.save(std::move(record));
        } else {
            co_await world_.records.remove(address_, session);
        }
    }
}

} // namespace bascule::bridge
