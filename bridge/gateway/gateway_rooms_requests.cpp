// The part of GatewayRooms that answers IQs.
#include "bridge/async/counted.hpp"
#include "bridge/gateway/gateway_rooms.hpp"
#include "bridge/gateway/refusal.hpp"

#include <utility>

namespace bascule::bridge {

std::optional<std::string> GatewayRooms::name_in(const mapping::Jid& seat) {
    const auto* const room = find(seat);
    const auto* const member = room == nullptr ? nullptr : room->occupants().with_nick(seat.resource());
    return member == nullptr ? std::nullopt : std::optional{member->nick};
}

std::optional<mapping::UserId> GatewayRooms::user_in(const mapping::Jid& seat) {
    const auto* const room = seat.is_bare() ? nullptr : find(seat);
    const auto* const member = room == nullptr ? nullptr : room->occupants().with_nick(seat.resource());
    return member == nullptr ? std::nullopt : std::optional{member->user};
}

std::optional<mapping::RoomId> GatewayRooms::entered(const mapping::Jid& muc, const mapping::Jid& person) const {
    const auto found = desks_.find(muc.bare());
    const bool is_in = found != desks_.end() && found->second->room.occupants().of_person(person) != nullptr;
    return is_in ? found->second->room.room() : std::nullopt;
}

Task<std::optional<StanzaError>> GatewayRooms::invite(mapping::Jid muc, mapping::Jid person, mapping::Jid guest) {
    const auto found = desks_.find(muc);
    const auto* const host = found == desks_.end() ? nullptr : found->second->room.occupants().of_person(person);
    if (host == nullptr) {
        co_return refused("forbidden", "You are not in this room.");
    }
    auto& desk = *found->second;
    const Counted visit{desk.visitors, visit_ended_};
    co_return co_await desk.room.invite(host->user, person.bare(), std::move(guest), std::string());
}

Task<RankList> GatewayRooms::ranked(RankQuery query) {
    const auto found = desks_.find(query.room);
    if (found == desks_.end()) {
        co_return RankList{refused("forbidden", "You are not in this room."), {}};
    }
    auto& desk = *found->second;
    const Counted visit{desk.visitors, visit_ended_};
    co_return co_await desk.room.ranked(std::move(query));
}

Task<std::optional<StanzaError>> GatewayRooms::moderate(mapping::Jid room, mapping::Jid asker, std::string stanza_id,
                                                        std::string reason) {
    const auto found = desks_.find(room);
    if (found == desks_.end()) {
        co_return refused("forbidden", "You are not in this room.");
    }
    auto& desk = *found->second;
    const Counted visit{desk.visitors, visit_ended_};
    co_return co_await desk.room.moderate(std::move(asker), std::move(stanza_id), std::move(reason));
}

Task<std::optional<StanzaError>> GatewayRooms::change_rank(RankWish wish) {
    const auto found = desks_.find(wish.room);
    if (found == desks_.end()) {
        co_return refused("forbidden", "You are not in this room.");
    }
    auto& desk = *found->second;
    const Counted visit{desk.visitors, visit_ended_};
    auto error = co_await desk.room.change_rank(std::move(wish));
    has_changed_.notify_all(); // he may have put himself out
    co_return error;
}

Task<std::optional<StanzaError>> GatewayRooms::set_face(mapping::Jid room, mapping::Jid asker, std::string bytes) {
    const auto found = desks_.find(room);
    if (found == desks_.end()) {
        co_return refused("forbidden", "You are not in this room.");
    }
    auto& desk = *found->second;
    const Counted visit{desk.visitors, visit_ended_};
    co_return co_await desk.room.set_face(std::move(asker), std::move(bytes));
}

Task<std::optional<StanzaError>> GatewayRooms::ping(mapping::Jid seat, mapping::Jid asker) {
    const auto found = desks_.find(seat.bare());
    if (found == desks_.end()) {
        co_return refused("not-acceptable", "You are not in this room.");
    }
    auto& desk = *found->second;
    const Counted visit{desk.visitors, visit_ended_};
    co_await desk.room.settled(asker);
    if (!desk.room.is_in(asker)) {
        co_return refused("not-acceptable", "You are not in this room.");
    }
    const auto* const own = desk.room.occupants().with_session(asker);
    if (own != nullptr && own->nick != seat.resource() && !name_in(seat)) {
        co_return refused("item-not-found", "Nobody in this room has that nick.");
    }
    co_return std::nullopt;
}

Task<RegistrationState> GatewayRooms::registration(mapping::Jid room, mapping::Jid asker) {
    const auto* const found = find(room);
    RegistrationState state;
    if (found != nullptr) {
        const auto ghost = co_await world_.names.ghost_of(asker);
        const auto* const member = find(room) == nullptr ? nullptr : find(room)->occupants().find(ghost);
        state.nick = member == nullptr ? std::string{} : member->nick;
    }
    co_return state;
}

Task<std::optional<StanzaError>> GatewayRooms::enroll(mapping::Jid room, mapping::Jid asker, std::string reason) {
    auto& desk = desk_of(room);
    std::optional<StanzaError> error;
    {
        const Counted visit{desk.visitors, visit_ended_};
        error = co_await desk.room.knock(std::move(asker), std::move(reason));
    }
    forget_if_idle(room);
    co_return error;
}

} // namespace bascule::bridge
