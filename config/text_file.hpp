#pragma once

#include "mapping/result.hpp"

#include <filesystem>
#include <string>

namespace bascule::config {

/// The whole file, or why it cannot be read.
mapping::Result<std::string> read_text_file(const std::filesystem::path& path);

} // namespace bascule::config
