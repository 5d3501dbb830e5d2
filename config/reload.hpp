#pragma once

#include "config/configuration.hpp"

#include <string>
#include <vector>

namespace bascule::config {

/// Which keys differ between what runs and what the file says now.
struct Changes {
    std::vector<std::string> at_once;    ///< can take effect while the bridge runs
    std::vector<std::string> on_restart; ///< need a restart
};
Changes changes_between(const Configuration& running, const Configuration& read);

/// The running configuration with the values of `read` for all keys that can take effect at once.
Configuration with_live_changes(Configuration running, const Configuration& read);

} // namespace bascule::config
