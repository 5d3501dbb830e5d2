#pragma once

#include "config/configuration.hpp"

#include <filesystem>
#include <iosfwd>

namespace bascule::app {

/// What an admin still has to do once both files are written: what to paste into Synapse, Prosody or ejabberd.
void print_next_steps(std::ostream& out, const config::Configuration& configuration, const std::filesystem::path& file,
                      const std::filesystem::path& registration);

} // namespace bascule::app
