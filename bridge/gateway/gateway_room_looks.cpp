// The part of GatewayRoom that knows how people look in it, and shows them.
#include "bridge/gateway/gateway_room.hpp"
#include "bridge/gateway/refusal.hpp"
#include "bridge/people/picture.hpp"
#include "bridge/people/puppet_jid.hpp"
#include "mapping/nick.hpp"
#include "mapping/occupant_id.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr int self_presence = 110;
constexpr std::size_t most_lately = 100;
constexpr auto avatar_type = "m.room.avatar";

std::int64_t power_for_avatar(const RoomRights& rights) {
    const auto found = rights.events.find(avatar_type);
    return found == rights.events.end() ? rights.state_default : found->second;
}

} // namespace

mapping::PowerNeeds GatewayRoom::needs() const {
    const auto& rights = facts_.rights;
    const auto level_of = [&](const char* type, std::int64_t otherwise) {
        const auto found = rights.events.find(type);
        return found == rights.events.end() ? otherwise : found->second;
    };
    return {.appoint = level_of("m.room.power_levels", rights.state_default),
            .moderate = std::max({rights.kick, rights.ban, rights.redact}),
            .speak = level_of("m.room.message", rights.events_default),
            .usual = rights.users_default};
}

mapping::MucRank GatewayRoom::rank_of(const mapping::UserId& user) const {
    const auto entrance =
        facts_.rights.join_rule == "public" ? mapping::Entrance::open : mapping::Entrance::members_only;
    return mapping::rank_of(facts_.rights.power_of(user), needs(), entrance);
}

mapping::Jid GatewayRoom::seat(const std::string& nick) const {
    const auto seat = address_.with_resource(nick);
    return seat ? *seat : address_;
}

// Matrix has no names for powers, so these are ours.
std::string GatewayRoom::hat_of(const mapping::UserId& user) const {
    const auto power = facts_.rights.power_of(user);
    const auto affiliation = rank_of(user).affiliation;
    if (std::ranges::find(facts_.rights.creators, user) != facts_.rights.creators.end()) {
        return "Creator";
    }
    if (affiliation == mapping::Affiliation::owner) {
        return "Admin (" + std::to_string(power) + ')';
    }
    return affiliation == mapping::Affiliation::admin ? "Moderator (" + std::to_string(power) + ')' : std::string{};
}

// What names him for ever: of people of XMPP their bare JID, whichever way they came into the room.
Task<std::string> GatewayRoom::person_of(mapping::UserId user) {
    if (world_.names.names().is_ghost(user)) {
        const auto jid = co_await world_.names.jid_of(user);
        co_return jid ? jid->str() : user.str();
    }
    co_return user.str();
}

Task<std::optional<mapping::Jid>> GatewayRoom::real_jid_of(mapping::UserId user) {
    if (const auto* const member = occupants_.find(user); member != nullptr && !member->sessions.empty()) {
        co_return member->sessions.back();
    }
    if (world_.names.names().is_ghost(user)) {
        auto jid = co_await world_.names.jid_of(user);
        co_return jid && jid->is_bare() ? std::move(jid) : std::nullopt;
    }
    const auto bare = co_await world_.names.puppet_of(user);
    co_return puppet_jid(bare);
}

Task<SeatPresence> GatewayRoom::appearance(HostedMember member) {
    const auto person = co_await person_of(member.user);
    auto face = co_await face_of(member);
    auto real_jid = co_await real_jid_of(member.user);
    if (!member.sessions.empty()) { // he may just be coming in
        real_jid = member.sessions.back();
    }
    co_return SeatPresence{.to = address_, // put in for each
                           .seat = seat(member.nick),
                           .kind = SeatPresence::Kind::available,
                           .rank = member.rank,
                           .real_jid = std::move(real_jid),
                           .occupant_id = mapping::occupant_id(world_.secret, address_, person),
                           .show = member.show,
                           .status = member.status,
                           .hat = hat_of(member.user),
                           .avatar_hash = std::move(face)};
}

// What a person of XMPP looks like he says himself.
Task<std::optional<std::string>> GatewayRoom::face_of(HostedMember member) {
    if (!member.sessions.empty() || world_.faces.portraits == nullptr || world_.names.names().is_ghost(member.user)) {
        co_return member.avatar_hash;
    }
    co_return co_await world_.faces.portraits->hash_of(member.user);
}

// Those who are shown only: each avatar is fetched.
void GatewayRoom::look_at(const HostedMember& member) {
    if (world_.faces.watch != nullptr && !world_.names.names().is_ghost(member.user)) {
        world_.faces.watch->on_user(member.user, member.avatar_url);
    }
}

Task<void> GatewayRoom::show_again(mapping::UserId user) {
    const auto turn = co_await take_turn();
    const auto* const found = occupants_.find(user);
    if (!is_open_ || found == nullptr || !found->is_shown || !found->sessions.empty()) {
        co_return;
    }
    auto member = *found;
    co_await show(std::move(member));
}

// What is set comes back as an event of the room, and is shown to all by that.
Task<std::optional<StanzaError>> GatewayRoom::set_face(mapping::Jid asker, std::string bytes) {
    const auto* const own = occupants_.with_session(asker);
    if (own == nullptr || world_.faces.pictures == nullptr || world_.faces.admin == nullptr) {
        co_return refused("forbidden", "You are not in this room.");
    }
    const auto as = own->user;
    if (facts_.rights.power_of(as) < power_for_avatar(facts_.rights)) { // else his picture would be stored for nothing
        co_return refused("forbidden", "You have not the power to set the avatar of this room.");
    }
    RoomText line{*room_, avatar_type, "url"};
    if (!bytes.empty()) {
        auto hash = picture_hash(bytes);
        Portrait portrait{std::move(bytes), {}, std::move(hash)};
        line.value = co_await world_.faces.pictures->uploaded(std::move(portrait));
        if (line.value.empty()) {
            co_return refused("not-acceptable", "This is no picture that Matrix can show.");
        }
    }
    const auto set = co_await world_.faces.admin->set_state_text(as, std::move(line));
    co_return set ? std::nullopt : std::optional{deed_error(set.error())};
}

// Nothing where it has to be looked at first.
Task<std::optional<std::string>> GatewayRoom::own_face() {
    if (world_.faces.pictures == nullptr) {
        co_return std::string{};
    }
    co_return co_await world_.faces.pictures->hash_of(facts_.avatar_url);
}

Task<void> GatewayRoom::show_own_face(std::vector<mapping::Jid> sessions) {
    const auto face = co_await own_face();
    has_unseen_face_ = has_unseen_face_ || !face;
    for (const auto& session : sessions) {
        if (face) {
            co_await world_.service.show_face(address_, session, *face);
        }
    }
}

// A server elsewhere may be slow to give it, so nobody's turn waits for that.
Task<void> GatewayRoom::look_at_own_face() {
    has_unseen_face_ = false;
    const auto url = facts_.avatar_url;
    const auto picture = co_await world_.faces.pictures->small(url);
    const auto turn = co_await take_turn();
    if (picture && is_open_ && url == facts_.avatar_url) {
        for (const auto& session : occupants_.sessions()) {
            co_await world_.service.show_face(address_, session, picture->hash);
        }
    }
}

void GatewayRoom::note_lately(const SeatPresence& told) {
    lately_.emplace_back(told.seat.resource());
    if (lately_.size() > most_lately) {
        lately_.pop_front();
    }
}

std::vector<mapping::Jid> GatewayRoom::hearers() const {
    auto sessions = occupants_.sessions();
    for (const auto& restored : restored_) {
        sessions.push_back(restored.session);
    }
    return sessions;
}

Task<void> GatewayRoom::tell_all(SeatPresence presence, std::vector<mapping::Jid> own) {
    note_lately(presence);
    for (const auto& session : hearers()) {
        auto copy = presence;
        copy.to = session;
        if (std::ranges::find(own, session) != own.end()) {
            copy.statuses.push_back(self_presence);
        }
        co_await world_.service.show(std::move(copy));
    }
}

Task<void> GatewayRoom::tell_departure(SeatPresence last_word, std::vector<mapping::Jid> own) {
    note_lately(last_word);
    for (const auto& session : own) {
        auto copy = last_word;
        copy.to = session;
        copy.statuses.push_back(self_presence);
        co_await world_.service.show(std::move(copy));
    }
    co_await tell_all(std::move(last_word), std::vector<mapping::Jid>());
}

Task<void> GatewayRoom::show(HostedMember member) {
    const auto own = member.sessions;
    auto presence = co_await appearance(std::move(member));
    co_await tell_all(std::move(presence), own);
}

Task<void> GatewayRoom::reveal(HostedMember member) {
    member.nick = occupants_.nick_for(member.user, member.name);
    if (member.nick != mapping::hosted_nicks(member.user, member.name).front()) {
        GatewayNick nick{address_, member.user, member.nick};
        co_await world_.records.save(std::move(nick));
    }
    look_at(member);
    co_await show(member);
    occupants_.put(std::move(member));
}

} // namespace bascule::bridge
