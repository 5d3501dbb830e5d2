#include "bridge/commands/private_rooms.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::size_t two_people = 2;
constexpr std::size_t most_known = 10'000;

} // namespace

PrivateRooms::PrivateRooms(Homeserver& homeserver, mapping::UserId bot)
    : homeserver_{homeserver}, bot_{std::move(bot)} {}

Task<bool> PrivateRooms::is_private(mapping::UserId member, mapping::RoomId room) {
    const auto members = co_await homeserver_.joined_members(std::move(member), std::move(room));
    co_return members && members->size() <= two_people;
}

Task<Answer<mapping::RoomId>> PrivateRooms::of(mapping::UserId user) {
    DirectRoomRequest request{bot_, user, "private " + user.str()};
    auto room = std::optional<mapping::RoomId>{};
    if (const auto found = known_.find(user); found != known_.end()) {
        room = found->second;
    } else {
        room = co_await homeserver_.find_room(bot_, request.marker);
    }
    if (!room) {
        auto made = co_await homeserver_.create_direct_room(std::move(request));
        if (!made) {
            co_return made.error();
        }
        room = std::move(*made);
    }
    if (known_.size() >= most_known) {
        known_.clear();
    }
    known_.insert_or_assign(user, *room);
    const auto members = co_await homeserver_.joined_members(bot_, *room);
    if (members && std::ranges::find(*members, user, &JoinedMember::user) == members->end()) {
        co_await homeserver_.invite(bot_, *room, user); // refused where he is invited already
    }
    co_return *room;
}

} // namespace bascule::bridge
