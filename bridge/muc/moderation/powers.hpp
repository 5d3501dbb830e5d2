#pragma once

#include "bridge/muc/moderation/room_context.hpp"
#include "bridge/ports/matrix_inbox.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace bascule::bridge {

/// Affiliations and roles of the MUC as power levels of the Matrix room, and the other way round, as far as the policy
/// wants that. A burst of changes in the MUC is one event. What a Matrix user changes is carried as the change that it
/// is: affiliations that nobody has touched here stay as the MUC has them.
class Powers {
public:
    explicit Powers(RoomContext& context) : context_{context} {}

    /// Standings were told anew.
    void on_standing();
    /// He (bare) comes in anew, with the standing that counts now: it may have been taken back while he was out.
    void on_entered(const mapping::Jid& person);
    /// The MUC shows another standing of this person (bare).
    void on_regraded(const mapping::Jid& person);
    /// The bot's has: it may be able now to do what it was refused before.
    void on_own_standing();
    /// A Matrix user has changed the power levels. Throws Outage; then it is called again.
    Task<void> on_power_levels(std::vector<PowerChange> changes);

private:
    using PowerByUser = std::map<mapping::UserId, std::int64_t>;

    bool is_reached_by(mapping::ModerationReach reach) const;
    Task<void> carry_to_matrix();
    Task<PowerByUser> wanted_powers(RoomRights rights);
    Task<std::map<mapping::UserId, mapping::Standing>> standings();
    Task<void> carry_to_muc(std::vector<PowerChange> changes);
    Task<void> carry_to_muc(PowerChange change, mapping::PowerScale scale);
    Task<std::optional<mapping::Jid>> address_of(mapping::UserId user);
    Task<mapping::Affiliation> affiliation_of(mapping::Jid person);
    Task<void> give(PowerChange change, MucAffiliate affiliate);
    Task<void> tell_powerless(RoomRights rights);
    mapping::Standing expected_of(const mapping::Jid& person, mapping::Standing shown);

    RoomContext& context_;
    std::map<mapping::UserId, PowerChange> refused_;     // what the MUC did not let the bot carry there
    std::map<mapping::Jid, mapping::Affiliation> given_; // by the bot, and not shown by the MUC yet
};

} // namespace bascule::bridge
