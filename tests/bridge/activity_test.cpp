#include "bridge/people/activity.hpp"

#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace bascule::bridge {
namespace {

class ShownMetrics final : public Metrics {
public:
    std::map<std::string, double> shown;

    void add(std::string_view, const Labels&, double) override {}
    void set(std::string_view gauge, const Labels& labels, double value) override {
        shown[std::string{gauge} + (labels.empty() ? "" : ' ' + labels.front().second)] = value;
    }
    void observe(std::string_view, const Labels&, double) override {}
};

class ActivityTest : public testing::Test {
protected:
    static constexpr std::int64_t hour_ms = 3'600'000;
    ActivityTest() { world.now_ms = 10'000 * hour_ms; }
    void note(const char* who) { world.finish(activity.note(ActivityKind::remote_user, who)); }

    fakes::SmallWorld world;
    ShownMetrics metrics;
    Activity activity{world.registry.activity, world.now};
};

TEST_F(ActivityTest, WhoWasHeardIsWrittenDownOnceAnHour) {
    note("juliet");
    world.now_ms += hour_ms - 1;
    note("juliet");
    EXPECT_EQ(world.registry.activity.writes, 1);
    note("nurse");
    world.now_ms += 1;
    note("juliet");
    EXPECT_EQ(world.registry.activity.writes, 3);
}

TEST_F(ActivityTest, AnOutageOfTheStoreHoldsUpNothing) {
    world.registry.go_away();
    EXPECT_NO_THROW(note("juliet"));
}

TEST_F(ActivityTest, PeopleAreShownByTheTimeSinceTheyWereHeard) {
    note("juliet");
    world.now_ms += 12 * hour_ms;
    note("nurse");
    world.now_ms += 20 * 24 * hour_ms;
    note("tybalt");
    world.finish(activity.report(metrics));
    EXPECT_EQ(metrics.shown.at("remote_users_by_age 1h"), 1);
    EXPECT_EQ(metrics.shown.at("remote_users_by_age 1d"), 1);
    EXPECT_EQ(metrics.shown.at("remote_users_by_age all"), 3);
    EXPECT_EQ(metrics.shown.at("matrix_users_by_age all"), 0);
    EXPECT_EQ(metrics.shown.at("remote_monthly_active_users"), 3);
}

} // namespace
} // namespace bascule::bridge
