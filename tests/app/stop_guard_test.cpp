#include "bridge/app/stop_guard.hpp"

#include "bridge/app/exit_code.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

namespace bascule::app {
namespace {

using namespace std::chrono_literals;

void hang_while_stopping() {
    const StopGuard guard{1ms};
    for (;;) {
        ::pause();
    }
}

TEST(StopGuardDeathTest, AStopThatHangsEndsTheProcessWithOneLine) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(hang_while_stopping(), testing::ExitedWithCode(exit_failure),
                "the stop has not come to its end within 1 ms; ending at once");
}

TEST(StopGuardTest, AStopThatEndsIsNotWaitedFor) {
    const StopGuard guard{1h};
}

} // namespace
} // namespace bascule::app
