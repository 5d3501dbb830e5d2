#include "bridge/app/metrics.hpp"

#include <gmock/gmock.h>

#include <set>
#include <stdexcept>

namespace bascule::app {
namespace {

using testing::HasSubstr;

TEST(MetricsTest, WhatNobodyHasTouchedIsNotShown) {
    EXPECT_EQ(PrometheusMetrics{}.text(), "");
}

TEST(MetricsTest, AFigureIsShownWithItsHelpTypeAndLabels) {
    PrometheusMetrics metrics;
    metrics.add("bridge_messages_total", {{"direction", "matrix"}, {"result", "done"}}, 1);
    metrics.add("bridge_messages_total", {{"direction", "matrix"}, {"result", "done"}}, 2);
    metrics.set("matrix_ghosts", {}, 7);
    EXPECT_THAT(metrics.text(), HasSubstr("# TYPE bridge_messages_total counter\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("bridge_messages_total{direction=\"matrix\",result=\"done\"} 3\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("# HELP matrix_ghosts "));
    EXPECT_THAT(metrics.text(), HasSubstr("matrix_ghosts 7\n"));
}

TEST(MetricsTest, AHistogramCountsInBuckets) {
    PrometheusMetrics metrics;
    metrics.observe("matrix_request_seconds", {{"method", "send"}}, 0.03);
    EXPECT_THAT(metrics.text(), HasSubstr("matrix_request_seconds_bucket{method=\"send\",le=\"0.025\"} 0\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("matrix_request_seconds_bucket{method=\"send\",le=\"0.05\"} 1\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("matrix_request_seconds_count{method=\"send\"} 1\n"));
}

TEST(MetricsTest, AnUnknownNameOrAWrongKindIsABug) {
    PrometheusMetrics metrics;
    EXPECT_THROW(metrics.add("nonsense", {}, 1), std::logic_error);
    EXPECT_THROW(metrics.set("bridge_messages_total", {}, 1), std::logic_error);
}

TEST(MetricsTableTest, EveryRowIsWhole) {
    std::set<std::string_view> names;
    for (const auto& metric : metrics()) {
        EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
        EXPECT_FALSE(metric.help.empty()) << metric.name;
        EXPECT_EQ(metric.kind == MetricKind::histogram, !metric.buckets.empty()) << metric.name;
    }
}

} // namespace
} // namespace bascule::app
