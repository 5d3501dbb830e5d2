#pragma once

#include "bridge/async/task.hpp"
#include "bridge/muc/muc_room.hpp"
#include "bridge/muc/muc_world.hpp"
#include "bridge/ports/registry.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// The MUCs that ours are in, by either side's address.
class MucRooms {
public:
    explicit MucRooms(MucWorld world) : world_{std::move(world)} {}

    MucRoom* find(const mapping::Jid& muc) const;
    MucRoom* find(const mapping::RoomId& room) const;
    std::vector<MucRoom*> all() const;

    MucRoom& add(Portal portal, bool is_new);
    /// Everybody of ours leaves both rooms. Throws Outage; then it is called again.
    Task<void> remove(mapping::Jid muc, std::string reason);

    void on_connected();
    void on_disconnected();
    /// Puppets take leave of all MUCs; then nothing of them runs any more.
    Task<void> stop(std::string reason);

    /// Whom a MUC's end is told.
    void when_destroyed(std::function<void(const Portal&, std::optional<mapping::Jid>)> tell) {
        world_.on_destroyed = std::move(tell);
    }

    const MucWorld& world() const noexcept { return world_; }

private:
    MucWorld world_;
    std::map<mapping::Jid, std::unique_ptr<MucRoom>> rooms_;
    std::map<mapping::RoomId, MucRoom*> by_room_;
    std::map<mapping::Jid, std::unique_ptr<MucRoom>> ending_; // still to be left
};

} // namespace bascule::bridge
