#pragma once

#include <string_view>

namespace bascule::app {

/// Such as 0.1.0.
std::string_view version() noexcept;

} // namespace bascule::app
