#include "bridge/app/version.hpp"

namespace bascule::app {

std::string_view version() noexcept {
    return BASCULE_VERSION;
}

} // namespace bascule::app
