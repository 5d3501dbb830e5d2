#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/muc_service.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "mapping/matrix_id.hpp"

#include <vector>

namespace bascule::bridge {

/// Who enters a MUC of ours, and what he wants to hear of what was said before.
struct Newcomer {
    mapping::Jid muc; ///< bare
    mapping::Jid session;
    mapping::RoomId room;
    mapping::UserId ghost;
    HistoryLimits limits;
};

/// What is said to those who enter a hosted MUC.
class RecentPast {
public:
    virtual ~RecentPast() = default;
    /// Oldest first, each addressed to him and with its own time; only what he may read. Throws Outage.
    virtual Task<std::vector<SeatMessage>> for_newcomer(Newcomer newcomer) = 0;
};

} // namespace bascule::bridge
