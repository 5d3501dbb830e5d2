#pragma once

#include "bridge/async/signal.hpp"

#include <cstddef>

namespace bascule::bridge {

/// Counts for as long as it lives, and wakes those who wait for the count to fall.
class Counted {
public:
    Counted(std::size_t& count, Signal& changed) : count_{count}, changed_{changed} { ++count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    Counted(Counted&&) = delete;
    Counted& operator=(Counted&&) = delete;
    ~Counted() {
        --count_;
        changed_.notify_all();
    }

private:
    std::size_t& count_;
    Signal& changed_;
};

} // namespace bascule::bridge
