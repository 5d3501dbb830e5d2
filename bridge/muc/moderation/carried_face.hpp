#pragma once

#include "bridge/ports/moderation_memory.hpp"

#include <string>
#include <utility>

namespace bascule::bridge {

/// What of a MUC's looks was carried to its Matrix room last, by this process or an earlier one.
class CarriedFace {
public:
    /// The table must outlive it.
    CarriedFace(RoomFaces& table, mapping::Jid muc) : table_{table}, muc_{std::move(muc)} {}

    /// Throws Outage.
    Task<void> load();
    const RoomFace& now() const noexcept { return now_; }
    /// Something had been carried before this process began.
    bool is_from_before() const noexcept { return is_from_before_; }
    /// Throws Outage; then nothing has changed.
    Task<void> keep(std::string RoomFace::*what, std::string value);

private:
    RoomFaces& table_;
    mapping::Jid muc_;
    RoomFace now_;
    bool is_from_before_ = false;
};

} // namespace bascule::bridge
