#pragma once

#include "bridge/ports/room_admin.hpp"
#include "matrix_appservice/client/api_client.hpp"

#include <string>

namespace bascule::matrix {

/// What a moderator does in a room (CS API, "Room membership", "m.room.power_levels", "Room upgrades"). Outlives its
/// calls.
class RoomAdminClient final : public bridge::RoomAdmin {
public:
    /// `api` must outlive it.
    explicit RoomAdminClient(ApiClient& api) : api_{api} {}

    bridge::Task<bridge::Answer<void>> kick(mapping::UserId as, bridge::Removal removal) override;
    bridge::Task<bridge::Answer<void>> ban(mapping::UserId as, bridge::Removal removal) override;
    bridge::Task<bridge::Answer<void>> unban(mapping::UserId as, bridge::Removal removal) override;
    bridge::Task<bridge::Answer<void>> change_powers(mapping::UserId as, mapping::RoomId room,
                                                     std::map<mapping::UserId, std::int64_t> powers) override;
    bridge::Task<bridge::Answer<std::string>> state_text(mapping::UserId as, bridge::RoomText line) override;
    bridge::Task<bridge::Answer<void>> set_state_text(mapping::UserId as, bridge::RoomText line) override;
    bridge::Task<bridge::Answer<bridge::RoomLineage>> lineage(mapping::UserId as, mapping::RoomId room) override;

private:
    bridge::Task<bridge::Answer<void>> remove(mapping::UserId as, bridge::Removal removal, std::string how);
    bridge::Task<bridge::Answer<std::string>> state(mapping::UserId as, mapping::RoomId room, std::string type);
    bridge::Task<bridge::Answer<void>> set_state(mapping::UserId as, mapping::RoomId room, std::string type,
                                                 std::string content);

    ApiClient& api_;
};

} // namespace bascule::matrix
