#include "xmpp_component/service/service_handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"

#include <utility>

namespace bascule::xmpp {

namespace {

using Kind = bridge::Addressee::Kind;

// A ping to the room itself asks only whether the service is there.
bridge::Task<IqAnswer> answer_ping(bridge::HostedRooms& rooms, IqRequest request) {
    if (request.to.is_bare()) {
        co_return IqAnswer{};
    }
    const auto error = co_await rooms.ping(request.to, request.from);
    if (error) {
        co_return refuse(error->condition, error->text);
    }
    co_return IqAnswer{};
}

bridge::Task<IqAnswer> answer_ping_to_person(bridge::HostedRooms& rooms, IqRequest request) {
    if (!rooms.is_room_address(request.to)) {
        co_return IqAnswer{};
    }
    auto answer = co_await answer_ping(rooms, std::move(request));
    co_return answer;
}

} // namespace

// Seats of rooms answer as the people who sit there.
void register_self_ping(IqTable& table, bridge::HostedRooms& rooms) {
    table.add_slow({IqKey::Type::get, ns::ping, "ping", Kind::room},
                   [&rooms](IqRequest request) { return answer_ping(rooms, std::move(request)); });
    table.add_slow({IqKey::Type::get, ns::ping, "ping", Kind::puppet},
                   [&rooms](IqRequest request) { return answer_ping_to_person(rooms, std::move(request)); });
}

} // namespace bascule::xmpp
