#pragma once

#include <chrono>
#include <random>

namespace bascule::bridge {

/// How long to wait before the next try: doubles from `first` to `most`, each time somewhere between half and all of
/// that, so that many who fail together do not return together.
class Backoff {
public:
    Backoff(std::chrono::milliseconds first, std::chrono::milliseconds most) : first_{first}, most_{most} {}

    std::chrono::milliseconds next();
    void reset() noexcept { tries_ = 0; }
    int tries() const noexcept { return tries_; }

private:
    std::chrono::milliseconds first_;
    std::chrono::milliseconds most_;
    int tries_ = 0;
    std::minstd_rand random_{std::random_device{}()};
};

} // namespace bascule::bridge
