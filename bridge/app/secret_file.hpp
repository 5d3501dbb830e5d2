#pragma once

#include "mapping/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace bascule::app {

enum class Overwrite { no, yes };

/// Writes a file that only its owner may read (mode 0600), whole or not at all; makes its directory where there is
/// none. The reason of a failure names the file and a remedy.
mapping::Result<void> write_secret_file(const std::filesystem::path& path, std::string_view text, Overwrite overwrite);

/// A word of 256 random bits from the system's generator, of letters and digits.
std::string random_word();

} // namespace bascule::app
