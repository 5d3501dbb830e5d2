#include "bridge/ports/homeserver.hpp"

#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <limits>

namespace bascule::bridge {

void throw_exception_from_error(const Refusal& refusal, const boost::source_location& /*where*/) {
    throw Outage{"the homeserver refused: " + refusal.errcode + " " + refusal.reason};
}

std::int64_t RoomRights::power_of(const mapping::UserId& user) const {
    if (std::ranges::find(creators, user) != creators.end()) {
        return std::numeric_limits<std::int64_t>::max();
    }
    const auto found = users.find(user);
    return found == users.end() ? users_default : found->second;
}

} // namespace bascule::bridge
