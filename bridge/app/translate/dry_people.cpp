#include "bridge/app/translate/dry_people.hpp"

#include <algorithm>

namespace bascule::app {

const bridge::Participant* DryPeople::of_user(const mapping::UserId& user) const {
    const auto found = std::ranges::find(people, user, &bridge::Participant::user);
    return found == people.end() ? nullptr : &*found;
}

const bridge::Participant* DryPeople::of_jid(const mapping::Jid& jid) const {
    for (const auto& wanted : {jid, jid.bare()}) {
        const auto found = std::ranges::find(people, wanted, &bridge::Participant::jid);
        if (found != people.end()) {
            return &*found;
        }
    }
    return nullptr;
}

} // namespace bascule::app
