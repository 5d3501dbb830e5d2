#pragma once

#include "config/configuration.hpp"
#include "config/environment.hpp"

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::config {

/// Everything that is wrong with a configuration, one line each: `file:line: what is wrong; remedy`.
struct Problems {
    std::vector<std::string> lines;
};
[[noreturn]] void throw_exception_from_error(const Problems& problems, const boost::source_location& where);

using Loaded = boost::system::result<Configuration, Problems>;

/// Reads a configuration from YAML; `file` is what the problems call it. The environment wins over the file.
Loaded parse(std::string_view yaml, const std::string& file, const Environment& environment);

/// The same from a file.
Loaded load(const std::filesystem::path& file, const Environment& environment);

} // namespace bascule::config
