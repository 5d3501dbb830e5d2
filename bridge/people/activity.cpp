#include "bridge/people/activity.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace bascule::bridge {

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;
constexpr std::int64_t month_ms = 30 * day_ms;
constexpr std::size_t most_remembered = 10'000; // then they are marked anew, which costs a write each

struct Figure {
    ActivityKind kind;
    std::string_view gauge;
};
constexpr std::array<Figure, 4> figures{{{ActivityKind::matrix_room, "matrix_rooms_by_age"},
                                         {ActivityKind::remote_room, "remote_rooms_by_age"},
                                         {ActivityKind::matrix_user, "matrix_users_by_age"},
                                         {ActivityKind::remote_user, "remote_users_by_age"}}};

// The labels that dashboards of other bridges know: heard within the last hour, day and week, or ever.
struct Age {
    std::string_view label;
    std::int64_t span_ms; // 0: ever
};
constexpr std::array<Age, 4> ages{{{"1h", hour_ms}, {"1d", day_ms}, {"7d", 7 * day_ms}, {"all", 0}}};

} // namespace

Task<void> Activity::note(ActivityKind kind, std::string name) {
    const auto now_ms = now_();
    if (marked_ms_.size() > most_remembered) {
        marked_ms_.clear();
    }
    auto& marked_ms = marked_ms_[{kind, name}];
    if (now_ms - marked_ms < hour_ms) {
        co_return;
    }
    marked_ms = now_ms;
    try {
        co_await marks_.mark(kind, std::move(name), now_ms);
    } catch (const Outage& outage) {
        log(LogPart::bridge).debug("activity is not noted: {}", outage.what());
    }
}

Task<void> Activity::report(Metrics& metrics) {
    const auto now_ms = now_();
    std::vector<ActivityQuery> queries;
    for (const auto& figure : figures) {
        for (const auto& age : ages) {
            queries.push_back({figure.kind, age.span_ms == 0 ? 0 : now_ms - age.span_ms});
        }
    }
    queries.push_back({ActivityKind::remote_user, now_ms - month_ms});
    const auto counts = co_await marks_.count(std::move(queries));
    auto count = counts.begin();
    for (const auto& figure : figures) {
        for (const auto& age : ages) {
            metrics.set(figure.gauge, {{"age", std::string{age.label}}}, static_cast<double>(*count++));
        }
    }
    metrics.set("remote_monthly_active_users", {}, static_cast<double>(*count));
}

} // namespace bascule::bridge
