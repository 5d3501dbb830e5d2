#pragma once

#include "bridge/ports/clock.hpp"
#include "bridge/ports/metrics.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace bascule::bridge {

/// Counts the joins and leaves that one room's people wait for, and tells how long they took.
class MembershipFigures {
public:
    MembershipFigures(Metrics& metrics, Clock now) : metrics_{metrics}, now_{std::move(now)} {}

    /// So many are to be carried out from now on.
    void begin(std::size_t count) {
        waiting_ = count;
        since_ms_ = now_();
    }
    /// One of them was; `outcome` as in matrix-appservice-bridge: success or fail.
    void end_one(const std::string& outcome) {
        waiting_ -= waiting_ > 0 ? 1 : 0;
        metrics_.add("membershipqueue_processed", {{"outcome", outcome}}, 1);
        metrics_.set("membershipqueue_lastage", {}, static_cast<double>(now_() - since_ms_) / 1000.0);
    }
    std::size_t waiting() const noexcept { return waiting_; }

private:
    Metrics& metrics_;
    Clock now_;
    std::size_t waiting_ = 0;
    std::int64_t since_ms_ = 0;
};

} // namespace bascule::bridge
