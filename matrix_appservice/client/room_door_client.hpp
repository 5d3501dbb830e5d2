#pragma once

#include "bridge/ports/room_door.hpp"
#include "matrix_appservice/client/api_client.hpp"

#include <string>

namespace bascule::matrix {

/// Entering rooms, looking at them and moderating them, over the client-server API, which must outlive it.
class RoomDoorClient final : public bridge::RoomDoor, public bridge::RoomBench {
public:
    explicit RoomDoorClient(ApiClient& api) : api_{api} {}

    bridge::Task<bridge::Answer<mapping::RoomId>> enter(mapping::UserId as, std::string alias_or_id) override;
    bridge::Task<bridge::Answer<void>> knock(mapping::UserId as, std::string alias_or_id, std::string reason) override;
    bridge::Task<bridge::Answer<bridge::RoomFacts>> facts(mapping::UserId as, mapping::RoomId room) override;
    bridge::Task<bridge::Answer<std::vector<mapping::UserId>>> banned(mapping::UserId as,
                                                                      mapping::RoomId room) override;
    bridge::Task<bridge::Answer<bridge::Standing>> standing(mapping::UserId as, mapping::RoomId room,
                                                            mapping::UserId user) override;

    bridge::Task<bridge::Answer<void>> act(mapping::UserId as, mapping::RoomId room, mapping::UserId user, Deed deed,
                                           std::string reason) override;
    bridge::Task<bridge::Answer<void>> set_power(mapping::UserId as, mapping::RoomId room, mapping::UserId user,
                                                 std::int64_t power) override;
    bridge::Task<bridge::Answer<mapping::EventId>> set_topic(mapping::UserId as, mapping::RoomId room,
                                                             std::string topic) override;

private:
    bridge::Task<bridge::Answer<std::string>> state_event(mapping::UserId as, mapping::RoomId room, std::string type,
                                                          std::string key = {});

    ApiClient& api_;
};

} // namespace bascule::matrix
