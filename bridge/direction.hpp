#pragma once

#include "bridge/ports/journal.hpp"

namespace bascule::bridge {

/// What the figures' label `direction` calls the way of what this side handed over.
constexpr const char* direction_of(Side source) {
    return source == Side::matrix ? "matrix_to_xmpp" : "xmpp_to_matrix";
}

} // namespace bascule::bridge
