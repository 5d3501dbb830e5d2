// The part of GatewayRoom that does what occupants ask for by IQ.
#include "bridge/gateway/gateway_room.hpp"
#include "bridge/gateway/refusal.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace bascule::bridge {

namespace {

std::optional<StanzaError> as_error(const Answer<void>& answer) {
    if (answer) {
        return std::nullopt;
    }
    auto error = deed_error(answer.error());
    if (error.condition == "forbidden") { // XEP-0045 §8.2: of a moderator who meets somebody above him
        error.condition = "not-allowed";
    }
    return error;
}

} // namespace

Task<std::optional<StanzaError>> GatewayRoom::change_rank(RankWish change) {
    const auto* const asker = occupants_.with_session(change.asker);
    if (asker == nullptr || asker->rank.role != mapping::Role::moderator) {
        co_return refused("forbidden", "Only moderators can do this.");
    }
    const auto as = asker->user;
    auto target = co_await target_of(change);
    if (!target) {
        co_return refused("item-not-found", "There is nobody of that name.");
    }
    if (*target == as && change.role == mapping::Role::none) {
        co_await step_out(as, change.reason);
        co_return std::nullopt;
    }
    if (*target == as && change.affiliation == mapping::Affiliation::outcast) { // XEP-0045 §9.1
        co_return refused("conflict", "You cannot ban yourself.");
    }
    if (change.role == mapping::Role::none) {
        const auto done = co_await world_.bench.act(as, *room_, *target, RoomBench::Deed::kick, change.reason);
        co_return as_error(done);
    }
    if (change.affiliation == mapping::Affiliation::outcast) {
        const auto done = co_await world_.bench.act(as, *room_, *target, RoomBench::Deed::ban, change.reason);
        co_return as_error(done);
    }
    const auto power = change.role ? mapping::power_for(*change.role, needs())
                                   : mapping::power_for(change.affiliation.value(), needs());
    if (occupants_.find(*target) == nullptr) {
        auto error = co_await admit_again(as, *target, *change.affiliation);
        if (error || *power == facts_.rights.power_of(*target)) {
            co_return error;
        }
    }
    if (*power == facts_.rights.power_of(*target)) {
        co_return std::nullopt;
    }
    const auto done = co_await world_.bench.set_power(as, *room_, *target, *power);
    co_return as_error(done);
}

// Who is in may see who runs the room; who was put out only moderators may see, as in Matrix rooms of the usual kind.
Task<RankList> GatewayRoom::ranked(RankQuery query) {
    const auto* const asker = occupants_.with_session(query.asker);
    const bool is_moderator = asker != nullptr && asker->rank.role == mapping::Role::moderator;
    const bool is_delicate = query.role.has_value() || query.affiliation == mapping::Affiliation::outcast;
    if (asker == nullptr || (is_delicate && !is_moderator)) {
        co_return RankList{refused("forbidden", "You may not see this list."), {}};
    }
    RankList list;
    if (query.affiliation == mapping::Affiliation::outcast) {
        const auto out = co_await banned();
        for (const auto& user : out ? *out : std::vector<mapping::UserId>{}) {
            auto jid = co_await real_jid_of(user);
            list.items.push_back({{},
                                  jid ? std::optional{jid->bare()} : std::nullopt,
                                  {mapping::Affiliation::outcast, mapping::Role::none}});
        }
        co_return list;
    }
    for (const auto& member : occupants_.all()) {
        const bool fits = query.role ? member.rank.role == *query.role : member.rank.affiliation == query.affiliation;
        if (fits) {
            auto jid = co_await real_jid_of(member.user);
            list.items.push_back({member.nick, jid ? std::optional{jid->bare()} : std::nullopt, member.rank});
        }
    }
    co_return list;
}

Task<std::optional<mapping::UserId>> GatewayRoom::target_of(const RankWish& change) {
    if (!change.nick.empty()) {
        const auto* const member = occupants_.with_nick(change.nick);
        co_return member == nullptr ? std::nullopt : std::optional{member->user};
    }
    if (!change.jid) {
        co_return std::nullopt;
    }
    if (world_.names.names().is_on_component(*change.jid)) {
        co_return co_await world_.names.user_of(*change.jid);
    }
    co_return co_await world_.names.ghost_of(*change.jid);
}

// Of somebody who is out: a ban ends, and who becomes a member of a room that takes an invitation is invited.
Task<std::optional<StanzaError>> GatewayRoom::admit_again(mapping::UserId as, mapping::UserId user,
                                                          mapping::Affiliation affiliation) {
    const auto out = co_await banned();
    if (out && std::ranges::find(*out, user) != out->end()) {
        const auto done = co_await world_.bench.act(as, *room_, user, RoomBench::Deed::unban, std::string());
        co_return as_error(done);
    }
    if (affiliation == mapping::Affiliation::none || facts_.rights.join_rule == "public") {
        co_return std::nullopt;
    }
    if (world_.names.names().is_ghost(user)) {
        const auto jid = co_await world_.names.jid_of(user);
        std::string name{jid ? jid->local() : std::string_view{}};
        co_await world_.ghosts.provide(user, std::move(name));
    }
    const auto invited = co_await world_.homeserver.invite(as, *room_, user);
    co_return as_error(invited);
}

Task<std::optional<StanzaError>> GatewayRoom::knock(mapping::Jid asker, std::string reason) {
    const auto meaning = co_await world_.names.room_of_gateway(address_);
    if (!meaning) {
        co_return refused("item-not-found", "This is the address of no Matrix room.");
    }
    const auto muc = co_await muc_named_by(*meaning);
    if (muc) {
        co_return moved_to(*muc);
    }
    const auto target = std::visit([](const auto& id) { return id.str(); }, *meaning);
    const auto ghost = co_await world_.names.ghost_of(asker);
    co_await world_.ghosts.provide(ghost, std::string{asker.local()});
    const auto knocked = co_await world_.door.knock(ghost, target, std::move(reason));
    if (knocked) {
        co_return std::nullopt;
    }
    co_return deed_error(knocked.error());
}

Task<std::optional<StanzaError>> GatewayRoom::invite(mapping::UserId as, mapping::Jid by, mapping::Jid guest,
                                                     std::string reason) {
    const bool is_to_matrix = world_.names.names().is_on_component(guest);
    std::optional<mapping::UserId> user;
    if (is_to_matrix) {
        user = co_await world_.names.user_of(guest);
    } else {
        user = co_await world_.names.ghost_of(guest);
        co_await world_.ghosts.provide(*user, std::string{guest.local()});
    }
    if (!user) {
        co_return refused("item-not-found", "No Matrix user has this address.");
    }
    if (occupants_.find(*user) == nullptr) {
        const auto invited = co_await world_.homeserver.invite(as, *room_, *user);
        if (!invited) {
            co_return deed_error(invited.error());
        }
    }
    if (!is_to_matrix) {
        SeatInvitation out{SeatInvitation::Kind::invite, address_, guest, by, reason};
        co_await world_.service.invite(std::move(out));
    }
    co_return std::nullopt;
}

Task<Answer<std::vector<mapping::UserId>>> GatewayRoom::banned() {
    return world_.door.banned(world_.ghosts.bot(), *room_);
}

} // namespace bascule::bridge
