#include "bridge/app/commands/missing_database.hpp"

#include <string_view>
#include <system_error>
#include <utility>

namespace bascule::app {

std::optional<std::filesystem::path> missing_database_file(const std::string& url) {
    constexpr std::string_view scheme = "sqlite://";
    if (!url.starts_with(scheme) || url.ends_with(":memory:")) {
        return std::nullopt;
    }
    std::filesystem::path file{url.substr(scheme.size())};
    std::error_code ignored;
    return std::filesystem::exists(file, ignored) ? std::nullopt : std::optional{std::move(file)};
}

} // namespace bascule::app
