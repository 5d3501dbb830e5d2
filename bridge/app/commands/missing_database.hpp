#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace bascule::app {

/// The file of an SQLite database that is not there yet. A command that only looks does not make it: whoever looks may
/// be another user than the one who runs the bridge and has to own it.
std::optional<std::filesystem::path> missing_database_file(const std::string& url);

} // namespace bascule::app
