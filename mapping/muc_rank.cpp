#include "mapping/muc_rank.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bascule::mapping {

namespace {

constexpr std::array<std::pair<Affiliation, std::string_view>, 5> affiliations{{{Affiliation::owner, "owner"},
                                                                                {Affiliation::admin, "admin"},
                                                                                {Affiliation::member, "member"},
                                                                                {Affiliation::none, "none"},
                                                                                {Affiliation::outcast, "outcast"}}};
constexpr std::array<std::pair<Role, std::string_view>, 4> roles{{{Role::moderator, "moderator"},
                                                                  {Role::participant, "participant"},
                                                                  {Role::visitor, "visitor"},
                                                                  {Role::none, "none"}}};

template <class Table, class Key>
std::string_view word_in(const Table& table, Key key) {
    return std::ranges::find(table, key, [](const auto& row) { return row.first; })->second;
}

template <class Key, class Table>
std::optional<Key> key_in(const Table& table, std::string_view word) {
    const auto* const found = std::ranges::find(table, word, [](const auto& row) { return row.second; });
    return found == table.end() ? std::nullopt : std::optional{found->first};
}

// Between those who moderate and those who appoint, where there is room.
std::int64_t power_of_admin(const PowerNeeds& needs) {
    return needs.moderate + std::max<std::int64_t>(0, needs.appoint - needs.moderate) / 2;
}

} // namespace

std::string_view word_of(Affiliation affiliation) {
    return word_in(affiliations, affiliation);
}
std::string_view word_of(Role role) {
    return word_in(roles, role);
}
std::optional<Affiliation> affiliation_from(std::string_view word) {
    return key_in<Affiliation>(affiliations, word);
}
std::optional<Role> role_from(std::string_view word) {
    return key_in<Role>(roles, word);
}

MucRank rank_of(std::int64_t power, const PowerNeeds& needs, Entrance entrance) {
    if (power >= needs.appoint) {
        return {Affiliation::owner, Role::moderator};
    }
    if (power >= needs.moderate) {
        return {Affiliation::admin, Role::moderator};
    }
    const auto affiliation = entrance == Entrance::members_only ? Affiliation::member : Affiliation::none;
    return {affiliation, power >= needs.speak ? Role::participant : Role::visitor};
}

std::optional<std::int64_t> power_for(Role role, const PowerNeeds& needs) {
    switch (role) {
        case Role::moderator:
            return needs.moderate;
        case Role::participant:
            return std::max(needs.speak, needs.usual);
        case Role::visitor:
            return needs.speak - 1;
        case Role::none:
            break;
    }
    return std::nullopt;
}

std::optional<std::int64_t> power_for(Affiliation affiliation, const PowerNeeds& needs) {
    switch (affiliation) {
        case Affiliation::owner:
            return needs.appoint;
        case Affiliation::admin:
            return power_of_admin(needs);
        case Affiliation::member:
        case Affiliation::none:
            return needs.usual;
        case Affiliation::outcast:
            break;
    }
    return std::nullopt;
}

} // namespace bascule::mapping
