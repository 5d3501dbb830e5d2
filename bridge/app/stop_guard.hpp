#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace bascule::app {

/// Sees to it that a stop comes to its end, whatever hangs (a name that is looked up, a disk that does not answer):
/// where this still lives after so long, it logs so and ends the process at once, with exit_failure. It watches from a
/// thread of its own, for what hangs may hang the io_context's.
class StopGuard {
public:
    explicit StopGuard(std::chrono::milliseconds patience);

private:
    void watch(const std::stop_token& ended, std::chrono::milliseconds patience);

    std::mutex mutex_; // guards nothing: the condition wants one
    std::condition_variable_any condition_;
    std::jthread thread_;
};

} // namespace bascule::app
