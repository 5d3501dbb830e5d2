#pragma once

#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/metrics.hpp"
#include "matrix_appservice/client/account_status.hpp"
#include "matrix_appservice/client/api_client.hpp"
#include "matrix_appservice/client/client_options.hpp"
#include "matrix_appservice/client/room_admin.hpp"
#include "matrix_appservice/said/said_content.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::matrix {

/// The homeserver behind its client-server API. Its four .cpp files are the users, the rooms, their events and the
/// watch. Outlives its calls.
class HomeserverClient final : public bridge::Homeserver {
public:
    /// Throws std::invalid_argument for a URL that is none, std::runtime_error for an unreadable ca_file.
    HomeserverClient(const boost::asio::any_io_executor& executor, ClientOptions options, bridge::Metrics& metrics);

    bool is_reachable() const override { return api_.is_reachable(); }
    /// For the ports that have classes of their own; it lives as long as this.
    ApiClient& api() noexcept { return api_; }

    // users (homeserver_client.cpp)
    bridge::Task<bridge::Answer<void>> register_ghost(mapping::UserId ghost) override;
    bridge::Task<bridge::Answer<void>> set_display_name(mapping::UserId ghost, std::string name) override;
    bridge::Task<bridge::Answer<std::optional<bridge::Profile>>> profile(mapping::UserId user) override;
    bridge::Task<bridge::Answer<std::chrono::milliseconds>> ping() override;
    /// Whom the homeserver takes the bridge's token for. A refused token is a Refusal here, and an Outage in all calls
    /// of the port.
    bridge::Task<bridge::Answer<mapping::UserId>> whoami();
    /// The versions of the specification that the homeserver knows.
    bridge::Task<bridge::Answer<std::vector<std::string>>> versions();

    // rooms (rooms.cpp)
    bridge::Task<bridge::Answer<mapping::RoomId>> create_direct_room(bridge::DirectRoomRequest request) override;
    bridge::Task<std::optional<mapping::RoomId>> find_room(mapping::UserId ghost, std::string marker) override;
    bridge::Task<bridge::Answer<void>> invite(mapping::UserId as, mapping::RoomId room, mapping::UserId user) override;
    bridge::Task<bridge::Answer<void>> join(mapping::UserId as, mapping::RoomId room) override;
    bridge::Task<bridge::Answer<void>> leave(mapping::UserId as, mapping::RoomId room, std::string reason) override;
    bridge::Task<bridge::Answer<std::vector<bridge::JoinedMember>>> joined_members(mapping::UserId as,
                                                                                   mapping::RoomId room) override;
    bridge::Task<bridge::Answer<mapping::RoomId>> resolve(mapping::RoomAlias alias) override;

    // events (room_events.cpp)
    bridge::Task<bridge::Answer<void>> set_room_name_of(mapping::UserId ghost, mapping::RoomId room,
                                                        std::string name) override;
    bridge::Task<bridge::Answer<mapping::EventId>> send(mapping::UserId as, mapping::RoomId room,
                                                        mapping::Message message, bridge::SendToken token) override;
    bridge::Task<bridge::Answer<mapping::EventId>> act(mapping::UserId as, mapping::RoomId room, mapping::Act act,
                                                       bridge::SendToken token) override;
    bridge::Task<std::optional<mapping::EventId>> find_sent(mapping::UserId as, mapping::RoomId room,
                                                            std::string key) override;
    bridge::Task<bridge::Answer<bridge::RoomRights>> rights(mapping::UserId as, mapping::RoomId room) override;
    bridge::Task<bridge::Answer<void>> set_state(mapping::UserId as, mapping::RoomId room, std::string type,
                                                 std::string key, std::string content_json) override;
    bridge::Task<bridge::Answer<std::vector<bridge::HistoryEvent>>> latest(mapping::UserId as, mapping::RoomId room,
                                                                           std::int64_t since_ms, int at_most) override;

    /// What a moderator does in a room.
    RoomAdminClient& room_admin() noexcept { return room_admin_; }

    /// Keeps one connection open to notice at once when the homeserver goes away, and calls on_lost and on_back of the
    /// options, in turn. What a homeserver still held in memory is lost when it restarts, so on_back is the moment to
    /// look for it. Runs until it is cancelled.
    bridge::Task<void> watch();

private:
    bridge::Task<bridge::Answer<mapping::EventId>> put(mapping::UserId as, mapping::RoomId room, EventDraft draft,
                                                       bridge::SendToken token);
    bridge::Task<bridge::Answer<void>> call_for_nothing(ApiCall call);
    bridge::Task<bridge::Answer<std::string>> call_or_failure(ApiCall call);
    bridge::Task<bool> is_room_of(mapping::UserId ghost, mapping::RoomId room, std::string marker);
    bridge::Task<bridge::Answer<std::string>> messages_page(mapping::UserId as, mapping::RoomId room,
                                                            std::string query);
    bridge::Task<void> watch_until_lost();
    bridge::Task<void> watch_connection(std::uint64_t outages_before);
    bridge::Task<void> wait_until_back();
    bridge::Task<bool> answers_on(Connection& connection);

    boost::asio::any_io_executor executor_;
    ClientOptions options_;
    ApiClient api_;
    AccountStatus accounts_{api_};
    RoomAdminClient room_admin_{api_};
};

} // namespace bascule::matrix
