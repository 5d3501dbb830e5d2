#include "bridge/muc/room_guard.hpp"

#include "bridge/log.hpp"

namespace bascule::bridge {

Task<void> keep_guarded(const MucWorld& world, Portal portal, RoomTraits traits) {
    if (portal.kind != PortalKind::portal || (!traits.has_password && !traits.is_members_only)) {
        co_return;
    }
    co_await world.directory.withdraw(portal.room);
    const auto closed = co_await world.room_maker.close_room(portal.room);
    if (!closed) {
        log(LogPart::bridge)
            .warn("{} stays open, though {} is not: {}", portal.room.str(), portal.address.str(),
                  closed.error().reason);
    }
}

} // namespace bascule::bridge
