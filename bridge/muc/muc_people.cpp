#include "bridge/muc/muc_people.hpp"

#include <utility>

namespace bascule::bridge {

Task<std::vector<Participant>> MucPeople::all() {
    std::vector<Participant> people;
    for (const auto& [user, nick] : parts_.seats.joined_nicks()) {
        if (auto seat = portal_.address.with_resource(nick)) {
            people.push_back({user, nick, std::move(*seat)});
        }
    }
    for (const auto& entry : parts_.roster.others()) {
        if (auto seat = portal_.address.with_resource(entry.nick)) {
            auto ghost = co_await parts_.ghosts.ghost_of(entry);
            people.push_back({std::move(ghost), entry.nick, std::move(*seat), entry.occupant_id});
        }
    }
    co_return people;
}

Task<bool> MucPeople::may_alert_room(mapping::UserId user) {
    const auto rights = co_await parts_.homeserver.rights(parts_.bot, portal_.room);
    co_return rights && rights->may_alert(user);
}

} // namespace bascule::bridge
