#include "mapping/mxc.hpp"

#include "mapping/server_name.hpp"

#include <algorithm>
#include <cctype>

namespace bascule::mapping {

std::optional<MxcUri> mxc_uri_from_path(std::string_view path) {
    const auto slash = path.find('/');
    const auto server = path.substr(0, slash);
    const auto id = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    const bool is_id = !id.empty() && std::ranges::all_of(id, [](char one) {
        return std::isalnum(static_cast<unsigned char>(one)) != 0 || one == '-' || one == '_';
    });
    if (!is_id || !is_server_name(server)) {
        return std::nullopt;
    }
    return MxcUri{std::string{server}, std::string{id}};
}

std::optional<MxcUri> mxc_uri_from(std::string_view text) {
    constexpr std::string_view scheme = "mxc://";
    return text.starts_with(scheme) ? mxc_uri_from_path(text.substr(scheme.size())) : std::nullopt;
}

} // namespace bascule::mapping
