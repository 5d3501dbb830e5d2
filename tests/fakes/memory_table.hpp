#pragma once

#include "bridge/ports/outage.hpp"

namespace bascule::fakes {

/// Throws Outage from every call while the test says so.
class MemoryTable {
public:
    bool is_away = false;

protected:
    void reach() const {
        if (is_away) {
            throw bridge::Outage{"the store is away"};
        }
    }
};

} // namespace bascule::fakes
