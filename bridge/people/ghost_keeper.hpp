#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/registry.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// Sees to it that ghosts exist, are called what their people are called, and are in the rooms where they speak.
/// Remembers what it has done, so that asking again costs nothing. Everything throws Outage.
class GhostKeeper {
public:
    GhostKeeper(Homeserver& homeserver, Ghosts& ghosts, mapping::UserId bot);

    /// Registers the ghost and gives it this name, if it has none yet.
    Task<void> provide(mapping::UserId ghost, std::string name);
    /// Gives it this name everywhere. An empty name changes nothing.
    Task<void> rename(mapping::UserId ghost, std::string name);
    /// Gives it this name in this room alone, where it is.
    Task<void> name_in(mapping::RoomId room, mapping::UserId ghost, std::string name);
    /// It is meant to be called so in this room, and may be called so everywhere.
    void expect_name_in(const mapping::RoomId& room, const mapping::UserId& ghost, std::string name);
    /// The room calls it so. Where that is the name that it has everywhere, which the homeserver puts into all its
    /// rooms whenever that changes, and it is meant to be called differently there, `misnamed` is told.
    void check_name_in(const mapping::RoomId& room, const mapping::UserId& ghost, const std::string& name) const;
    using Misnamed = std::function<void(const mapping::UserId& ghost)>;
    void when_misnamed(Misnamed misnamed) { misnamed_ = std::move(misnamed); }
    /// Calls it in each room as it is meant to be called there.
    Task<void> restore_room_names(mapping::UserId ghost);
    /// Does it exist, as far as we or the store know?
    Task<bool> is_known(mapping::UserId ghost);
    /// What it is called everywhere; empty where that is not known.
    std::string name_of(const mapping::UserId& ghost) const;
    /// Puts it into the room, invited by `inviter` where that is needed.
    Task<Answer<void>> bring_in(mapping::UserId ghost, mapping::RoomId room, mapping::UserId inviter);
    /// Takes it out of the room, if nothing holds it there.
    Task<Answer<void>> take_out(mapping::UserId ghost, mapping::RoomId room, std::string reason);
    /// Says whether a ghost's person is in the room by one way of several, such as a MUC that is bridged to it. May
    /// throw Outage while that is not known.
    using Tie = std::function<bool(const mapping::UserId& ghost, const mapping::RoomId& room)>;
    void add_tie(Tie tie) { ties_.push_back(std::move(tie)); }
    bool is_held(const mapping::UserId& ghost, const mapping::RoomId& room) const;
    /// Is it known to be in the room?
    bool is_in(const mapping::UserId& ghost, const mapping::RoomId& room) const;
    /// The homeserver says that the ghost has come or gone.
    enum class Presence { in, out };
    void note(const mapping::UserId& ghost, const mapping::RoomId& room, Presence presence);

    const mapping::UserId& bot() const noexcept { return bot_; }

private:
    Homeserver& homeserver_;
    Ghosts& ghosts_;
    mapping::UserId bot_;
    std::unordered_map<mapping::UserId, std::string> names_; // of ghosts known to exist
    std::map<mapping::UserId, std::map<mapping::RoomId, std::string>> room_names_;
    std::set<std::pair<mapping::RoomId, mapping::UserId>> joined_;
    Misnamed misnamed_;
    std::vector<Tie> ties_;
};

} // namespace bascule::bridge
