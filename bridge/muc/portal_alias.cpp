#include "bridge/muc/portal_alias.hpp"

#include "bridge/log.hpp"

namespace bascule::bridge {

// Only when the room is remembered: a homeserver never asks again for an alias that leads somewhere, so one that leads
// to a room we forgot would lead nowhere for ever. It may lead to a room from which the bot was removed.
Task<bool> give_alias(const MucWorld& world, Portal portal) {
    const auto alias = co_await world.names.alias_of(portal.address);
    auto given = co_await world.room_maker.give_alias(alias, portal.room);
    if (!given) {
        co_await world.room_maker.remove_alias(alias);
        given = co_await world.room_maker.give_alias(alias, portal.room);
    }
    if (!given) {
        log(LogPart::bridge).warn("{} does not lead to {}: {}", alias.str(), portal.room.str(), given.error().reason);
    }
    co_return given.has_value();
}

} // namespace bascule::bridge
