#include "config/text_file.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

namespace bascule::config {

mapping::Result<std::string> read_text_file(const std::filesystem::path& path) {
    std::error_code ignored;
    // A directory can be opened like a file and fails only later.
    if (std::filesystem::is_directory(path, ignored)) {
        return mapping::Error{"it is a directory"};
    }
    std::ifstream file{path, std::ios::binary};
    if (!file) {
        return mapping::Error{std::generic_category().message(errno)};
    }
    std::ostringstream text;
    text << file.rdbuf();
    return mapping::Result<std::string>{boost::system::in_place_value, text.str()};
}

} // namespace bascule::config
