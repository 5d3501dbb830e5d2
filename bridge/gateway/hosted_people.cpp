#include "bridge/gateway/hosted_people.hpp"

#include "bridge/gateway/gateway_room.hpp"

namespace bascule::bridge {

Task<std::vector<Participant>> HostedPeople::all() {
    std::vector<Participant> people;
    for (const auto& member : room_.occupants().shown()) {
        if (auto seat = room_.address().with_resource(member.nick)) {
            auto id = co_await room_.occupant_id_of(member.user);
            people.push_back({member.user, member.nick, std::move(*seat), std::move(id)});
        }
    }
    co_return people;
}

Task<bool> HostedPeople::may_alert_room(mapping::UserId user) {
    co_return room_.facts().rights.may_alert(user);
}

} // namespace bascule::bridge
