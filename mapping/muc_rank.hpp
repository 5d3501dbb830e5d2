#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bascule::mapping {

/// XEP-0045 §5.2 and §5.1.
enum class Affiliation { owner, admin, member, none, outcast };
enum class Role { moderator, participant, visitor, none };

std::string_view word_of(Affiliation affiliation);
std::string_view word_of(Role role);
std::optional<Affiliation> affiliation_from(std::string_view word);
std::optional<Role> role_from(std::string_view word);

struct MucRank {
    Affiliation affiliation = Affiliation::none;
    Role role = Role::participant;
    friend bool operator==(const MucRank&, const MucRank&) = default;
};

/// The power that a Matrix room asks for what makes a rank.
struct PowerNeeds {
    std::int64_t appoint = 100; ///< to change power levels
    std::int64_t moderate = 50; ///< to kick, ban and redact
    std::int64_t speak = 0;     ///< to send a message
    std::int64_t usual = 0;     ///< what everybody has
};

/// Whether it takes an invitation, or the like, to be in the room at all.
enum class Entrance { open, members_only };

/// How a member of this power appears in the room's MUC.
MucRank rank_of(std::int64_t power, const PowerNeeds& needs, Entrance entrance);
/// The power that gives a member this role, or affiliation; nothing for those which no power gives.
std::optional<std::int64_t> power_for(Role role, const PowerNeeds& needs);
std::optional<std::int64_t> power_for(Affiliation affiliation, const PowerNeeds& needs);

} // namespace bascule::mapping
