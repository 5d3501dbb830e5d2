#pragma once

#include <cstdint>
#include <functional>

namespace bascule::bridge {

/// Unix time in milliseconds; a test hands in its own.
using Clock = std::function<std::int64_t()>;

} // namespace bascule::bridge
