#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/journal.hpp"
#include "bridge/ports/registry.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What the bridge remembers of moderation. Every call throws Outage when the store cannot be reached.
namespace bascule::bridge {

enum class ExpulsionKind { kick, ban };

/// Somebody who was put out of a bridged MUC or its room, and must not come back by himself.
struct Expulsion {
    mapping::Jid room;    ///< the MUC
    mapping::UserId user; ///< a ghost, or a Matrix user
    ExpulsionKind kind = ExpulsionKind::kick;
    Side by = Side::matrix; ///< where it was done first
    std::int64_t at_ms = 0; ///< Unix time
    std::string reason{};
};

class Expulsions {
public:
    virtual ~Expulsions() = default;
    virtual Task<std::vector<Expulsion>> of_room(mapping::Jid room) = 0;
    /// Adds or replaces that of the same room and user.
    virtual Task<void> save(Expulsion expulsion) = 0;
    virtual Task<void> remove(mapping::Jid room, mapping::UserId user) = 0;
    virtual Task<void> remove_room(mapping::Jid room) = 0;
};

/// What of a MUC's looks has been carried to its Matrix room last.
struct RoomFace {
    std::string subject;
    std::string name;
    std::string avatar_hash; ///< SHA-1 in hex; empty: not looked at yet
    friend bool operator==(const RoomFace&, const RoomFace&) = default;
};

class RoomFaces {
public:
    virtual ~RoomFaces() = default;
    virtual Task<std::optional<RoomFace>> find(mapping::Jid room) = 0;
    virtual Task<void> save(mapping::Jid room, RoomFace face) = 0;
    virtual Task<void> remove(mapping::Jid room) = 0;
};

/// Portals that go on elsewhere.
class PortalMoves {
public:
    virtual ~PortalMoves() = default;
    /// Puts the portal in the place of that of this room, at once.
    virtual Task<void> move(mapping::RoomId from, Portal to) = 0;
};

} // namespace bascule::bridge
