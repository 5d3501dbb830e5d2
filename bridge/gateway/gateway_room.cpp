// The part of GatewayRoom that opens and closes it. The others are in the files named in the header.
#include "bridge/gateway/gateway_room.hpp"

#include "bridge/async/signal.hpp"
#include "bridge/gateway/refusal.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

namespace bascule::bridge {

namespace {

constexpr int recent_events = 200;
constexpr std::size_t most_remembered = 1'000;

constexpr int forbidden = 403;
constexpr int not_found = 404;
constexpr int most_entry_tries = 10;
constexpr auto entry_retry = std::chrono::milliseconds{200};

// 404 too: a homeserver that is in no way part of a room knows no way to it for the bot, but one for whom it has an
// invitation.
bool may_be_let_in_by_others(const Refusal& refusal) {
    return refusal.status == forbidden || refusal.status == not_found;
}

} // namespace

GatewayRoom::GatewayRoom(const GatewayWorld& world, mapping::Jid address)
    : world_{world}, address_{std::move(address)}, turns_{world.executor}, has_settled_{world.executor} {}

bool GatewayRoom::is_in(const mapping::Jid& session) const {
    const auto is_his = [&](const auto& restored) { return restored.session == session; };
    return occupants_.with_session(session) != nullptr || std::ranges::any_of(restored_, is_his);
}

bool GatewayRoom::holds(const mapping::UserId& ghost) const {
    const auto* const member = occupants_.find(ghost);
    return (member != nullptr && !member->sessions.empty()) ||
           std::ranges::find(restored_, ghost, &GatewaySession::ghost) != restored_.end();
}

void GatewayRoom::restore(mapping::RoomId room, std::vector<GatewaySession> sessions) {
    room_ = std::move(room);
    for (auto& session : sessions) {
        if (session.gone_since_ms) {
            const auto ghost = session.ghost;
            gone_.insert_or_assign(ghost, std::move(session));
        } else {
            restored_.push_back(std::move(session));
            is_followed_ = true;
        }
    }
}

Task<void> GatewayRoom::reopen() {
    const auto turn = co_await take_turn();
    if (is_open_ || restored_.empty()) {
        co_return;
    }
    const auto muc = co_await muc_bridged_to(*room_);
    if (muc) { // since before we ended
        co_await send_all_to(*muc);
        co_return;
    }
    const auto read = co_await read_room();
    if (!read) {
        log(LogPart::bridge).warn("{} is not served any more: {}", address_.str(), read.error().reason);
        co_await end(std::nullopt, "the bridge has no access to the Matrix room any more");
    }
}

// Nothing where it is open now, else what to tell who wants to enter.
Task<std::optional<StanzaError>> GatewayRoom::open(mapping::UserId ghost) {
    if (is_open_) {
        co_return std::nullopt;
    }
    const auto meaning = co_await world_.names.room_of_gateway(address_);
    if (!meaning) {
        co_return StanzaError{"cancel", "item-not-found", "This is the address of no Matrix room."};
    }
    const auto named = co_await muc_named_by(*meaning);
    if (named) {
        co_return moved_to(*named);
    }
    const auto target = std::visit([](const auto& id) { return id.str(); }, *meaning);
    const auto found = co_await find_room(ghost, target);
    if (!found) {
        auto error = co_await reason_of(ghost, found.error());
        co_return error;
    }
    const auto muc = co_await muc_bridged_to(*found);
    if (muc) {
        co_return moved_to(*muc);
    }
    room_ = *found;
    GatewayRecord record{address_, *found};
    co_await world_.records.save(std::move(record));
    followed_since_ms_ = world_.now();
    is_followed_ = true; // from before its members are read: what happens meanwhile is put right by its events
    const auto read = co_await read_room();
    if (!read) {
        close();
        auto error = co_await reason_of(ghost, read.error());
        co_return error;
    }
    co_return std::nullopt;
}

// The alias of a portal says itself which MUC it stands for; asking the homeserver for it would make the portal.
Task<std::optional<mapping::Jid>> GatewayRoom::muc_named_by(NameBook::GatewayMeaning meaning) {
    const auto* const alias = std::get_if<mapping::RoomAlias>(&meaning);
    if (alias == nullptr) {
        co_return std::nullopt;
    }
    co_return co_await world_.names.muc_of(*alias);
}

// Such a room has a MUC already: who can come here can go there, where everybody hears him.
Task<std::optional<mapping::Jid>> GatewayRoom::muc_bridged_to(mapping::RoomId room) {
    const auto portal = co_await world_.portals.of_room(std::move(room));
    co_return portal && portal->kind != PortalKind::direct ? std::optional{portal->address} : std::nullopt;
}

// Where the bot is not let in, the ghost may be, and may then ask the bot in as any member can.
Task<Answer<mapping::RoomId>> GatewayRoom::find_room(mapping::UserId ghost, std::string alias_or_id) {
    const auto bot = world_.ghosts.bot();
    auto entered = co_await world_.door.enter(bot, alias_or_id);
    if (entered || !may_be_let_in_by_others(entered.error())) {
        co_return entered;
    }
    const auto as_ghost = co_await world_.door.enter(ghost, alias_or_id);
    if (!as_ghost) {
        co_return as_ghost;
    }
    const auto invited = co_await world_.homeserver.invite(ghost, *as_ghost, bot);
    if (invited) {
        entered = co_await follow_ghost(*as_ghost);
    }
    if (!entered) {
        co_await world_.homeserver.leave(ghost, *as_ghost, "the bridge's bot is not in this room");
        co_return Refusal{403, "M_FORBIDDEN", "the bridge's bot " + bot.str() + " must be invited first"};
    }
    co_return entered;
}

// A homeserver that has only just come into a room of another one may not know for a moment that it is there.
Task<Answer<mapping::RoomId>> GatewayRoom::follow_ghost(mapping::RoomId room) {
    const auto bot = world_.ghosts.bot();
    auto entered = co_await world_.door.enter(bot, room.str());
    for (int tries = 1; tries < most_entry_tries && !entered && entered.error().status == not_found; ++tries) {
        co_await pause(entry_retry);
        entered = co_await world_.door.enter(bot, room.str());
    }
    co_return entered;
}

Task<Answer<void>> GatewayRoom::read_room() {
    const auto bot = world_.ghosts.bot();
    const auto facts = co_await world_.door.facts(bot, *room_);
    if (!facts) {
        co_return facts.error();
    }
    auto members = co_await world_.homeserver.joined_members(bot, *room_);
    if (!members) {
        co_return members.error();
    }
    facts_ = *facts;
    co_await read_members(std::move(*members));
    is_open_ = true;
    co_return Answer<void>{};
}

Task<void> GatewayRoom::read_members(std::vector<JoinedMember> members) {
    std::map<mapping::UserId, std::string> kept;
    for (auto& nick : co_await world_.records.nicks(address_)) {
        kept.insert_or_assign(nick.user, nick.nick);
    }
    occupants_.clear();
    for (auto& session : restored_) {
        const auto* const there = occupants_.find(session.ghost);
        HostedMember member = there != nullptr ? *there : HostedMember{session.ghost, session.nick, session.nick, {}};
        member.rank = rank_of(session.ghost);
        member.sessions.push_back(session.session);
        if (occupants_.is_free(member.nick, member.user)) {
            occupants_.put(std::move(member));
        }
    }
    for (auto& member : members) {
        if (occupants_.find(member.user) == nullptr && !gone_.contains(member.user)) {
            HostedMember there{member.user, {}, std::move(member.display_name), rank_of(member.user)};
            there.avatar_url = std::move(member.avatar_url);
            occupants_.put(std::move(there));
        }
    }
    const auto most = world_.policy.most_shown;
    std::vector<mapping::UserId> recent;
    if (occupants_.size() > most) {
        recent = co_await heard_lately();
    }
    occupants_.show_at_most(most, recent);
    for (const auto& user : occupants_.give_nicks(kept)) {
        GatewayNick nick{address_, user, occupants_.find(user)->nick};
        co_await world_.records.save(std::move(nick));
    }
    restored_.clear();
    for (const auto& member : occupants_.shown()) {
        look_at(member);
    }
}

Task<std::vector<mapping::UserId>> GatewayRoom::heard_lately() {
    std::vector<mapping::UserId> users;
    const auto events = co_await world_.homeserver.latest(world_.ghosts.bot(), *room_, 0, recent_events);
    if (!events) {
        co_return users;
    }
    for (const auto& event : *events) {
        const auto decoded = world_.codec.decode(event.json);
        if (decoded && std::holds_alternative<mapping::Message>(decoded->content)) {
            users.push_back(decoded->sender);
        }
    }
    co_return users;
}

void GatewayRoom::close() {
    is_open_ = false;
    is_followed_ = false;
    has_unseen_face_ = false;
    occupants_.clear();
    said_.clear();
    told_.clear();
    subject_ids_.clear();
    lately_.clear();
    private_.clear();
}

void GatewayRoom::close_if_empty() {
    if (!occupants_.is_anybody_in() && restored_.empty()) {
        close();
    }
}

void GatewayRoom::note_told(const mapping::Jid& session, const mapping::EventId& event) {
    told_.emplace_back(session, event);
    if (told_.size() > most_remembered) {
        told_.pop_front();
    }
}

} // namespace bascule::bridge
