#include "bridge/app/configuration_source.hpp"

#include <iostream>
#include <utility>

namespace bascule::app {

std::optional<config::Configuration> load_or_complain(const ConfigurationSource& source) {
    auto loaded = source.load();
    if (loaded) {
        return std::move(*loaded);
    }
    for (const auto& line : loaded.error().lines) {
        std::cerr << line << '\n';
    }
    return std::nullopt;
}

} // namespace bascule::app
