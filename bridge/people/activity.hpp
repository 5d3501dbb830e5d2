#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/registry.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace bascule::bridge {

/// Knows when people and rooms were heard last, to the hour: for the figures of those who are active.
class Activity {
public:
    Activity(ActivityMarks& marks, Clock now) : marks_{marks}, now_{std::move(now)} {}

    /// This one has just been heard. Throws nothing: a figure is not worth a message.
    Task<void> note(ActivityKind kind, std::string name);
    /// Sets `…_by_age` and `remote_monthly_active_users`. Throws Outage.
    Task<void> report(Metrics& metrics);

private:
    ActivityMarks& marks_;
    Clock now_;
    std::map<std::pair<ActivityKind, std::string>, std::int64_t> marked_ms_;
};

} // namespace bascule::bridge
