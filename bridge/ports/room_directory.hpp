#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"
#include "mapping/matrix_id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// A room as it is described to who is not in it.
struct RoomSummary {
    mapping::RoomId room;
    std::optional<mapping::RoomAlias> alias{}; ///< the canonical one
    std::string name{};
    std::string topic{};
    std::string avatar_url{};
    std::string join_rule = "invite";
    std::int64_t members = 0;
    bool is_world_readable = false; ///< everybody may read it without joining
    bool is_encrypted = false;
};

/// What of the homeserver's public rooms is wanted.
struct DirectoryQuery {
    std::string term{};  ///< in names, topics and aliases; empty: all
    std::string since{}; ///< a token of an earlier page; empty: from the largest room on
    int at_most = 100;
};

/// Largest rooms first.
struct DirectoryPage {
    std::vector<RoomSummary> rooms{};
    std::string next{};     ///< empty at the end
    std::string previous{}; ///< empty at the beginning
    std::optional<std::int64_t> total{};
};

/// What can be found out about rooms without being in them. Every call throws Outage.
class RoomDirectory {
public:
    virtual ~RoomDirectory() = default;
    /// Rooms that the homeserver lists publicly; no spaces.
    virtual Task<Answer<DirectoryPage>> public_rooms(DirectoryQuery query) = 0;
    /// A room that this user may know of (room id or alias). A Refusal where there is none for him.
    virtual Task<Answer<RoomSummary>> summary(mapping::UserId as, std::string room) = 0;
    virtual Task<bool> is_listed(mapping::RoomId room) = 0;
    /// Must a newcomer be given the right to speak first? False where that cannot be found out by this user.
    virtual Task<bool> is_moderated(mapping::UserId as, mapping::RoomId room) = 0;
};

} // namespace bascule::bridge
