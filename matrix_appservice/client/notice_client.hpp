#pragma once

#include "bridge/ports/formatted_notices.hpp"
#include "matrix_appservice/client/api_client.hpp"

namespace bascule::matrix {

/// The bridge's own notices over the client-server API. Client and its calls as of HomeserverClient.
class NoticeClient final : public bridge::FormattedNotices {
public:
    explicit NoticeClient(ApiClient& api) : api_{api} {}

    bridge::Task<bridge::Answer<mapping::EventId>> post(mapping::UserId as, mapping::RoomId room,
                                                        bridge::FormattedText text, bridge::SendToken token) override;

private:
    ApiClient& api_;
};

} // namespace bascule::matrix
