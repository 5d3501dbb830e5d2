#include "bridge/ports/xmpp_inbox.hpp"

#include <algorithm>

namespace bascule::bridge {

bool OccupantPresence::has_status(int code) const {
    return std::ranges::find(statuses, code) != statuses.end();
}

const StanzaHead& head_of(const XmppEvent& event) {
    return std::visit([](const auto& one) -> const StanzaHead& { return one.head; }, event);
}

} // namespace bascule::bridge
