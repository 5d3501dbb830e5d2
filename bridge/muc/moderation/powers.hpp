#pragma once

#include "bridge/muc/moderation/room_context.hpp"

#include <map>

namespace bascule::bridge {

/// Affiliations and roles of the MUC as power levels of the Matrix room, and the other way round, as far as the policy
/// wants that. A burst of changes is one event.
class Powers {
public:
    explicit Powers(RoomContext& context) : context_{context} {}

    /// Somebody's standing in the MUC has changed, or all were told anew.
    void on_standing();
    /// A Matrix user has changed the power levels.
    void on_power_levels();

private:
    bool may_set_powers() const;
    bool may_set_affiliations() const;
    Task<void> carry_to_matrix();
    Task<void> carry_to_muc();
    Task<void> carry_to_muc(mapping::UserId user, std::int64_t power, mapping::PowerScale scale);
    Task<std::map<mapping::UserId, mapping::Standing>> standings();

    RoomContext& context_;
};

} // namespace bascule::bridge
