#pragma once

#include "bridge/ports/signs.hpp"
#include "matrix_appservice/client/api_client.hpp"

namespace bascule::matrix {

/// Typing notifications and read receipts (CS API). Outlives its calls.
class SignClient final : public bridge::RoomSigns {
public:
    explicit SignClient(ApiClient& api) : api_{api} {}

    bridge::Task<bridge::Answer<void>> tell_typing(mapping::UserId as, mapping::RoomId room, bool is_typing) override;
    bridge::Task<bridge::Answer<void>> tell_read(mapping::UserId as, mapping::RoomId room,
                                                 mapping::EventId event) override;

private:
    bridge::Task<bridge::Answer<void>> tell(ApiCall call);
    ApiClient& api_;
};

} // namespace bascule::matrix
