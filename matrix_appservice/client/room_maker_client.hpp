#pragma once

#include "bridge/ports/room_maker.hpp"
#include "matrix_appservice/client/api_client.hpp"

#include <string>

namespace bascule::matrix {

/// Makes rooms through the client-server API.
class RoomMakerClient final : public bridge::RoomMaker {
public:
    /// The client must outlive it.
    RoomMakerClient(ApiClient& api, mapping::UserId bot) : api_{api}, bot_{std::move(bot)} {}

    bridge::Task<bridge::Answer<mapping::RoomId>> create_room(bridge::RoomRequest request) override;
    bridge::Task<bridge::Answer<void>> give_alias(mapping::RoomAlias alias, mapping::RoomId room) override;
    bridge::Task<bridge::Answer<void>> lend_alias(mapping::RoomAlias alias, mapping::RoomId room) override;
    bridge::Task<bridge::Answer<void>> remove_alias(mapping::RoomAlias alias) override;
    bridge::Task<bridge::Answer<void>> close_room(mapping::RoomId room) override;
    bridge::Task<bridge::Answer<void>> announce(mapping::RoomId room, bridge::BridgeNote note) override;
    bridge::Task<bridge::Answer<void>> withdraw(mapping::RoomId room, mapping::Jid muc) override;

private:
    bridge::Task<bridge::Answer<void>> call_for_nothing(ApiCall call);
    bridge::Task<bridge::Answer<void>> set_notes(mapping::RoomId room, mapping::Jid muc, std::string content);

    ApiClient& api_;
    mapping::UserId bot_;
};

} // namespace bascule::matrix
