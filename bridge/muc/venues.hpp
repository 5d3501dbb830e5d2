#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/ports/registry.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <map>
#include <optional>

namespace bascule::bridge {

/// Bridges that go on elsewhere: a Matrix room that was upgraded, a MUC that was closed in favour of another. Both
/// sides follow, once, and only where the other place says that it is one, or may be bridged.
class Venues {
public:
    Venues(const boost::asio::any_io_executor& executor, MucRooms& mucs, Portals& portals);

    /// Follows a tombstone, if the new room names the old one as its predecessor. Throws Outage; then it is called
    /// again.
    Task<void> on_upgraded(mapping::RoomId room, RoomUpgraded upgrade);
    /// The bot has been let into a room: is it the successor of a bridged one? Throws Outage.
    Task<void> on_bot_joined(mapping::RoomId room);
    /// Says so in the room, and follows to the alternate venue.
    void on_destroyed(const Portal& portal, std::optional<mapping::Jid> alternate);
    Task<void> stop();

private:
    Task<void> move_room(Portal portal, mapping::RoomId successor);
    Task<void> move_muc(Portal portal, mapping::Jid alternate);
    void name(const Portal& portal);
    Task<void> give_alias_in_time(Portal portal);
    Task<void> after_destruction(Portal portal, std::optional<mapping::Jid> alternate);
    Task<void> follow_or_tell(Portal portal, std::optional<mapping::Jid> alternate);
    Task<std::string> objection_to(mapping::Jid muc);
    Task<void> tell(mapping::RoomId room, std::string text);

    MucRooms& mucs_;
    Portals& portals_;
    std::map<mapping::Jid, std::int64_t> left_ms_; // MUCs that were closed, and when: nobody is led in circles
    TaskGroup tasks_;
};

} // namespace bascule::bridge
