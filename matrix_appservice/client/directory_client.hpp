#pragma once

#include "bridge/ports/room_directory.hpp"
#include "matrix_appservice/client/api_client.hpp"

namespace bascule::matrix {

/// Finds rooms by POST …/publicRooms, GET …/room_summary and what goes with them.
class DirectoryClient final : public bridge::RoomDirectory {
public:
    /// `api` must outlive it.
    explicit DirectoryClient(ApiClient& api) : api_{api} {}

    bridge::Task<bridge::Answer<bridge::DirectoryPage>> public_rooms(bridge::DirectoryQuery query) override;
    bridge::Task<bridge::Answer<bridge::RoomSummary>> summary(mapping::UserId as, std::string room) override;
    bridge::Task<bool> is_listed(mapping::RoomId room) override;
    bridge::Task<bool> is_moderated(mapping::UserId as, mapping::RoomId room) override;

private:
    ApiClient& api_;
};

} // namespace bascule::matrix
