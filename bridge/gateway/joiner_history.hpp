#pragma once

#include "bridge/gateway/room_archive.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/recent_past.hpp"

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// What a joiner is sent of a room's history (XEP-0045 §7.2.13): no more than he wants, and only what his ghost may
/// read. Where the homeserver refuses or does not answer, that is nothing: one can enter without.
class JoinerHistory final : public RecentPast {
public:
    /// Archive and history must outlive it. Nobody waits at the door for longer than his patience: what a homeserver
    /// has to ask others for is still in the archive.
    JoinerHistory(RoomArchive& archive, RoomHistory& history, Clock now,
                  std::chrono::milliseconds patience = std::chrono::seconds{4})
        : archive_{archive}, history_{history}, now_{std::move(now)}, patience_{patience} {}

    Task<std::vector<SeatMessage>> for_newcomer(Newcomer newcomer) override;

private:
    Task<HistoryPage> latest(const Newcomer& newcomer, int at_most, std::int64_t since_ms);

    RoomArchive& archive_;
    RoomHistory& history_;
    Clock now_;
    std::chrono::milliseconds patience_;
};

} // namespace bascule::bridge
