#pragma once

#include "bridge/delivery/queue_runner.hpp"
#include "bridge/intake/matrix_intake.hpp"
#include "bridge/name_book.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/registry.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace bascule::bridge {

/// A homeserver that restarts forgets the events it held in memory for us while a transaction was under way. So while
/// it is away nothing from Matrix is delivered; when it is back, each portal's latest history is compared with the
/// journal and what is missing is put in at its place. Only then deliveries go on.
class LostEvents {
public:
    struct Ports {
        Homeserver& homeserver;
        Journal& journal;
        Portals& portals;
        const EventCodec& codec;
        NameBook& names;
        Clock now;
    };

    LostEvents(Ports ports, MatrixIntake& intake, QueueRunner& runner, mapping::UserId bot);

    void on_lost();
    /// Throws Outage; then deliveries stay off until it is called again.
    Task<void> on_back();

private:
    Task<void> search(Portal portal);
    std::vector<JournalEntry> recent_entries(const Portal& portal, const std::vector<HistoryEvent>& history) const;

    Ports ports_;
    MatrixIntake& intake_;
    QueueRunner& runner_;
    mapping::UserId bot_;
    std::optional<std::int64_t> lost_at_ms_;
};

} // namespace bascule::bridge
