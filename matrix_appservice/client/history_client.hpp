#pragma once

#include "bridge/ports/room_history.hpp"
#include "matrix_appservice/client/api_client.hpp"

namespace bascule::matrix {

/// Reads rooms by GET …/messages, …/context and …/timestamp_to_event, each as the user it is read for.
class HistoryClient final : public bridge::RoomHistory {
public:
    /// `api` must outlive it.
    explicit HistoryClient(ApiClient& api) : api_{api} {}

    bridge::Task<bridge::Answer<bridge::HistoryPage>> page(mapping::UserId as, bridge::HistoryQuery query) override;
    bridge::Task<bridge::Answer<bridge::HistoryPlace>> around(mapping::UserId as, mapping::RoomId room,
                                                              mapping::EventId event) override;
    bridge::Task<bridge::Answer<std::optional<mapping::EventId>>> nearest(mapping::UserId as, mapping::RoomId room,
                                                                          std::int64_t at_ms,
                                                                          bridge::Reading direction) override;

private:
    ApiClient& api_;
};

} // namespace bascule::matrix
