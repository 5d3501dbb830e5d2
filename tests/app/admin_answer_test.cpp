#include "bridge/app/admin_answer.hpp"

#include <gtest/gtest.h>

namespace bascule::app {
namespace {

AdminSources sources(std::vector<PartHealth> health) {
    return {.metrics = [] { return std::string{"figure 1\n"}; },
            .health = [health = std::move(health)] { return health; }};
}

TEST(AdminAnswerTest, MetricsAreInTheFormatOfPrometheus) {
    const auto answer = answer_admin("GET", "/metrics", sources({}));
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(answer.body, "figure 1\n");
}

TEST(AdminAnswerTest, ABridgeThatAnswersIsAlive) {
    EXPECT_EQ(answer_admin("GET", "/live?x", sources({{"store", false, ""}})).status, 200U);
}

TEST(AdminAnswerTest, ReadyNamesEveryPart) {
    const auto answer = answer_admin("GET", "/ready", sources({{"store", true, "12 ms"}, {"component", true, ""}}));
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, "store: ok, 12 ms\ncomponent: ok\n");
}

TEST(AdminAnswerTest, OnePartThatIsNotWellMakesTheWholeNotReady) {
    const auto answer = answer_admin("GET", "/ready", sources({{"store", false, "away"}, {"component", true, ""}}));
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(answer.body, "store: not ready, away\ncomponent: ok\n");
}

TEST(AdminAnswerTest, NothingElseIsServed) {
    EXPECT_EQ(answer_admin("GET", "/", sources({})).status, 404U);
    EXPECT_EQ(answer_admin("GET", "/metrics/x", sources({})).status, 404U);
    EXPECT_EQ(answer_admin("POST", "/metrics", sources({})).status, 405U);
    EXPECT_EQ(answer_admin("HEAD", "/metrics", sources({})).status, 200U);
}

} // namespace
} // namespace bascule::app
