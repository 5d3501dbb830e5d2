#pragma once

#include "bridge/ports/room_directory_publisher.hpp"
#include "matrix_appservice/client/api_client.hpp"

namespace bascule::matrix {

/// The list of the network that listener/thirdparty describes.
class DirectoryPublisher final : public bridge::RoomDirectoryPublisher {
public:
    explicit DirectoryPublisher(ApiClient& api) : api_{api} {}

    bridge::Task<bridge::Answer<void>> publish(mapping::RoomId room) override;
    bridge::Task<bridge::Answer<void>> withdraw(mapping::RoomId room) override;

private:
    bridge::Task<bridge::Answer<void>> set_visibility(mapping::RoomId room, std::string visibility);

    ApiClient& api_;
};

} // namespace bascule::matrix
