#include "bridge/async/backoff.hpp"

#include <algorithm>

namespace bascule::bridge {

std::chrono::milliseconds Backoff::next() {
    constexpr int enough_doublings = 30;
    const auto doublings = std::min(tries_, enough_doublings);
    ++tries_;
    const auto whole = std::min(most_.count(), first_.count() << doublings);
    std::uniform_int_distribution<std::chrono::milliseconds::rep> within{whole / 2, whole};
    return std::chrono::milliseconds{within(random_)};
}

} // namespace bascule::bridge
