#include "mapping/standing.hpp"

#include <algorithm>
#include <array>

namespace bascule::mapping {

namespace {

constexpr std::int64_t owner_power = 100;
constexpr std::int64_t admin_power = 75;
constexpr std::int64_t moderator_power = 50;

} // namespace

// The enumerators stand in descending order.
bool is_at_least(Affiliation one, Affiliation other) {
    return one <= other;
}

bool is_at_least(Role one, Role other) {
    return one <= other;
}

Affiliation lower_of(Affiliation one, Affiliation other) {
    return std::max(one, other);
}

Standing standing_in(std::string_view affiliation, std::string_view role) {
    return {affiliation_from(affiliation).value_or(Affiliation::none), role_from(role).value_or(Role::none)};
}

Standing higher_of(const Standing& one, const Standing& other) {
    return {std::min(one.affiliation, other.affiliation), std::min(one.role, other.role)};
}

std::optional<ModerationReach> parse_reach(std::string_view word) {
    constexpr std::array<std::string_view, 3> reaches{"never", "portals", "all"};
    const auto* const found = std::ranges::find(reaches, word);
    return found == reaches.end() ? std::nullopt : std::optional{static_cast<ModerationReach>(found - reaches.begin())};
}

std::int64_t power_of(const Standing& standing, const PowerScale& scale, std::int64_t bridge) {
    auto power = scale.users_default;
    if (standing.affiliation == Affiliation::owner) {
        power = owner_power;
    } else if (standing.affiliation == Affiliation::admin) {
        power = admin_power;
    } else if (standing.role == Role::moderator) {
        power = moderator_power;
    }
    return std::max(std::min(power, bridge - 1), scale.users_default);
}

Affiliation affiliation_of(std::int64_t power, const PowerScale& scale) {
    if (power >= scale.power_levels) {
        return Affiliation::owner;
    }
    return power >= std::max({scale.ban, scale.kick, scale.redact}) ? Affiliation::admin : Affiliation::none;
}

} // namespace bascule::mapping
