#pragma once

#include "mapping/muc_rank.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace bascule::mapping {

/// Whether the one ranks as high as the other, or higher.
bool is_at_least(Affiliation one, Affiliation other);
bool is_at_least(Role one, Role other);
Affiliation lower_of(Affiliation one, Affiliation other);

/// What somebody is to a MUC for good, and what he may do in it now.
struct Standing {
    Affiliation affiliation = Affiliation::none;
    Role role = Role::none;
    friend bool operator==(const Standing&, const Standing&) = default;
};
/// What a presence says in words; a word that is none counts as none.
Standing standing_in(std::string_view affiliation, std::string_view role);
Standing higher_of(const Standing& one, const Standing& other);

/// In which rooms something of this is done: in none, in those that the bridge has made, or in all.
enum class ModerationReach { never, portals, all };
std::optional<ModerationReach> parse_reach(std::string_view word);

/// The levels of a Matrix room that decide what a power is worth (Matrix spec, m.room.power_levels).
struct PowerScale {
    std::int64_t kick = 50;
    std::int64_t ban = 50;
    std::int64_t redact = 50;
    std::int64_t power_levels = 100; ///< to send m.room.power_levels
    std::int64_t users_default = 0;
};

/// The power that a standing in a MUC is worth in a room that the bridge rules: owner 100, admin 75, moderator 50, all
/// others the room's default. Never as much as `bridge`, the bridge's own power, so that it can always be taken back.
std::int64_t power_of(const Standing& standing, const PowerScale& scale, std::int64_t bridge);
/// The affiliation that a power in a Matrix room is worth in its MUC: owner, admin or none.
Affiliation affiliation_of(std::int64_t power, const PowerScale& scale);

} // namespace bascule::mapping
