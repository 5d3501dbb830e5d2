// The part of GatewayRoom that shows what happens in the Matrix room.
#include "bridge/crossing/room_feature.hpp"
#include "bridge/gateway/gateway_room.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr int banned_status = 301; // XEP-0045 §9.1
constexpr int kicked_status = 307; // XEP-0045 §8.2
constexpr auto turned_encrypted_text =
    "This Matrix room has been encrypted, and the bridge cannot read encrypted messages: from now on nothing that is "
    "said on Matrix comes here.";

} // namespace

Task<Delivery> GatewayRoom::on_event(MatrixEvent event, Before before) {
    if (!restored_.empty()) {
        throw Outage{"the members of " + address_.str() + " are not known yet"};
    }
    const auto turn = co_await take_turn();
    if (!is_open_) {
        co_return Delivery{};
    }
    const auto session = world_.xmpp.session();
    if (before.session.value_or(session) != session) {
        throw Outage{"what was said before may be lost"};
    }
    if (const auto* const change = std::get_if<MemberChange>(&event.content)) {
        co_await on_member(event, *change);
    } else if (const auto* const state = std::get_if<StateChange>(&event.content)) {
        co_await on_state(event, *state);
    } else if (const auto* const upgrade = std::get_if<RoomUpgraded>(&event.content)) {
        co_await on_upgrade(*upgrade);
    } else if (std::holds_alternative<EncryptionOn>(event.content)) {
        facts_.rights.is_encrypted = true;
        for (const auto& listener : occupants_.sessions()) {
            SeatMessage line{.to = listener,
                             .from = address_,
                             .id = event.id.str(),
                             .message = {},
                             .stanza_id = {},
                             .occupant_id = {}};
            line.message = {mapping::MessageKind::notice, turned_encrypted_text};
            co_await world_.service.say(std::move(line));
        }
    } else if (is_said(event)) {
        co_await on_said(std::move(event));
    } else {
        co_return Delivery{};
    }
    close_if_empty();
    co_return Delivery{.state = Delivery::State::handed_on, .reason = {}, .was_there = false, .session = session};
}

Task<void> GatewayRoom::on_member(const MatrixEvent& event, MemberChange change) {
    const bool is_out = change.now == Membership::leave || change.now == Membership::ban;
    if (is_out && change.subject == world_.ghosts.bot()) {
        co_await end(std::nullopt, "the Matrix room has removed the bridge");
    } else if (is_out) {
        co_await on_removal(event, change);
    } else if (change.now == Membership::join) {
        co_await on_join(std::move(change));
    }
}

Task<void> GatewayRoom::on_join(MemberChange change) {
    if (gone_.contains(change.subject)) {
        co_return; // an XMPP person's ghost that is about to leave
    }
    const auto* const found = occupants_.find(change.subject);
    if (found == nullptr) {
        HostedMember newcomer{change.subject, {}, change.display_name, rank_of(change.subject)};
        newcomer.avatar_url = change.avatar_url;
        co_await add_member(std::move(newcomer));
        co_return;
    }
    auto member = *found;
    if (!member.sessions.empty()) {
        co_return; // what an XMPP person is called he says himself
    }
    member.avatar_url = change.avatar_url;
    if (member.name == change.display_name) {
        occupants_.put(std::move(member));
        co_return;
    }
    member.name = change.display_name;
    auto nick = occupants_.nick_for(member.user, member.name);
    if (member.is_shown && nick != member.nick) {
        co_await rename(std::move(member), std::move(nick));
    } else {
        occupants_.put(std::move(member));
    }
}

// In a large room he is not seen until he speaks, unless he moderates it.
Task<void> GatewayRoom::add_member(HostedMember member) {
    const bool is_small = occupants_.size() < world_.policy.most_shown;
    if (is_small || member.rank.role == mapping::Role::moderator) {
        co_await reveal(std::move(member));
    } else {
        occupants_.put(std::move(member));
    }
}

Task<void> GatewayRoom::on_removal(const MatrixEvent& event, const MemberChange& change) {
    const bool is_by_other = event.sender != change.subject;
    const auto* found = occupants_.find(change.subject);
    if (is_by_other) {
        world_.ghosts.note(change.subject, *room_, GhostKeeper::Presence::out);
    }
    if (found == nullptr) {
        co_return;
    }
    // Our own ghost's leave may have been overtaken by his coming back.
    if (!is_by_other && !found->sessions.empty()) {
        const auto standing = co_await standing_of(change.subject);
        found = occupants_.find(change.subject);
        if (standing.now == Membership::join || found == nullptr) {
            co_return;
        }
        world_.ghosts.note(change.subject, *room_, GhostKeeper::Presence::out);
    }
    // He is out before anybody is told, so that he does not go on hearing because that fails.
    auto member = *found;
    std::ranges::move(std::exchange(member.sessions, {}), std::back_inserter(member.put_out));
    occupants_.put(member);
    for (const auto& session : member.put_out) {
        co_await world_.records.remove(address_, session);
    }
    if (member.is_shown) {
        auto last_word = co_await last_of(event, change, member);
        co_await tell_departure(std::move(last_word), std::move(member.put_out));
    }
    occupants_.remove(member.user);
}

Task<SeatPresence> GatewayRoom::last_of(const MatrixEvent& event, const MemberChange& change, HostedMember member) {
    const bool is_put_out = event.sender != change.subject || !member.put_out.empty();
    member.sessions = member.put_out;
    auto last_word = co_await appearance(std::move(member));
    last_word.kind = SeatPresence::Kind::unavailable;
    const bool is_ban = change.now == Membership::ban;
    last_word.rank = {is_ban ? mapping::Affiliation::outcast : mapping::Affiliation::none, mapping::Role::none};
    if (is_put_out) {
        const auto* const actor = event.sender != change.subject ? occupants_.find(event.sender) : nullptr;
        last_word.actor = actor != nullptr ? actor->nick : std::string{};
        last_word.reason = change.reason;
        last_word.statuses = {is_ban ? banned_status : kicked_status};
    } else {
        last_word.status = change.reason;
    }
    co_return last_word;
}

Task<void> GatewayRoom::on_state(const MatrixEvent& event, const StateChange& change) {
    const auto feature = feature_of(change.aspect).value_or(mapping::Feature::unknown);
    auto is_shown = true;
    if (feature != mapping::Feature::unknown) {
        is_shown = co_await world_.conversations.may_cross(feature, mapping::Direction::matrix_to_xmpp, address_);
    }
    if (change.aspect == RoomAspect::topic) {
        facts_.topic = change.value;
        facts_.topic_by = event.sender;
        facts_.topic_at_ms = event.at_ms;
        if (!is_shown) {
            co_return;
        }
        const auto* const author = occupants_.find(event.sender);
        const auto said_as = subject_ids_.find(event.id);
        const auto id = said_as == subject_ids_.end() ? event.id.str() : said_as->second;
        const auto from = author != nullptr && author->is_shown ? seat(author->nick) : address_;
        for (const auto& session : occupants_.sessions()) {
            SeatSubject subject{session, from, id, change.value, event.id.str(), {}};
            co_await world_.service.tell_subject(std::move(subject));
        }
        co_return;
    }
    auto facts = co_await world_.door.facts(world_.ghosts.bot(), *room_);
    if (!facts) {
        log(LogPart::bridge).warn("{} does not tell what has changed: {}", room_->str(), facts.error().reason);
        co_return;
    }
    facts_ = std::move(*facts);
    if (change.aspect == RoomAspect::power_levels || change.aspect == RoomAspect::join_rule) {
        co_await on_ranks();
    }
    if (!is_shown) {
        co_return;
    }
    if (change.aspect != RoomAspect::power_levels) {
        for (const auto& session : occupants_.sessions()) {
            co_await world_.service.tell_change(address_, session);
        }
    }
    if (change.aspect == RoomAspect::avatar) {
        co_await show_own_face(occupants_.sessions());
    }
}

// XEP-0045 §8.3 and following: who has become more, or less.
Task<void> GatewayRoom::on_ranks() {
    for (auto& member : occupants_.all()) {
        const auto rank = rank_of(member.user);
        if (rank == member.rank) {
            continue;
        }
        member.rank = rank;
        if (member.is_shown) {
            co_await show(member);
            occupants_.put(std::move(member));
        } else if (rank.role == mapping::Role::moderator) {
            co_await reveal(std::move(member));
        } else {
            occupants_.put(std::move(member));
        }
    }
}

Task<void> GatewayRoom::on_upgrade(RoomUpgraded upgrade) {
    const auto replacement = mapping::RoomId::parse(upgrade.replacement);
    std::optional<mapping::Jid> venue;
    if (replacement) {
        venue = co_await world_.names.gateway_room_of(*replacement);
    }
    co_await end(std::move(venue), std::move(upgrade.body));
}

Task<void> GatewayRoom::give_way(mapping::Jid muc) {
    const auto turn = co_await take_turn();
    co_await send_all_to(std::move(muc));
}

Task<void> GatewayRoom::send_all_to(mapping::Jid muc) {
    auto reason = "This room is bridged to " + muc.str() + " now: enter it there.";
    std::optional<mapping::Jid> venue{std::move(muc)};
    co_await end(std::move(venue), std::move(reason));
}

Task<void> GatewayRoom::end(std::optional<mapping::Jid> alternate_venue, std::string reason) {
    for (const auto& session : occupants_.sessions()) {
        const auto* const member = occupants_.with_session(session);
        if (member != nullptr) { // he may have gone meanwhile
            SeatEnd last{session, seat(member->nick), alternate_venue, reason};
            co_await world_.service.end(std::move(last));
        }
    }
    for (const auto& member : occupants_.all()) {
        co_await forget_sessions(member);
    }
    const auto restored = std::exchange(restored_, {});
    for (const auto& session : restored) {
        SeatEnd last{session.session, seat(session.nick), alternate_venue, reason};
        co_await world_.service.end(std::move(last));
        co_await world_.records.remove(address_, session.session);
    }
    close();
}

} // namespace bascule::bridge
