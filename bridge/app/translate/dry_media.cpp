#include "bridge/app/translate/dry_media.hpp"

#include "mapping/server_name.hpp"
#include "mapping/sha256.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace bascule::app {

namespace {

constexpr const char* proxy = "http://127.0.0.1:9011/media/";
constexpr std::string_view scheme = "mxc://";

// CS API, "Matrix Content (mxc://) URIs"
std::optional<std::string> path_of(std::string_view uri) {
    if (!uri.starts_with(scheme)) {
        return std::nullopt;
    }
    uri.remove_prefix(scheme.size());
    const auto slash = uri.find('/');
    const auto id = slash == std::string_view::npos ? std::string_view{} : uri.substr(slash + 1);
    const bool is_id = !id.empty() && std::ranges::all_of(id, [](char one) {
        return std::isalnum(static_cast<unsigned char>(one)) != 0 || one == '-' || one == '_';
    });
    return is_id && mapping::is_server_name(uri.substr(0, slash)) ? std::optional{std::string{uri}} : std::nullopt;
}

} // namespace

mapping::Result<mapping::File> DryMedia::for_xmpp(mapping::File file, std::int64_t /*at_ms*/) {
    if (file.is_encrypted) {
        return mapping::Error{"it is encrypted"};
    }
    const auto path = path_of(file.source);
    if (!path) {
        return mapping::Error{"its mxc: URI is none: \"" + file.source + '"'};
    }
    file.source = proxy + *path;
    if (file.thumbnail) {
        const auto small = path_of(file.thumbnail->source);
        if (small) {
            file.thumbnail->source = proxy + *small;
        } else {
            file.thumbnail.reset();
        }
    }
    return file;
}

bridge::Task<mapping::Result<mapping::File>> DryMedia::for_matrix(mapping::File file, mapping::UserId /*as*/) {
    file.source = std::string{scheme} + homeserver_ + '/' + mapping::sha256_hex(file.source).substr(0, 24);
    file.thumbnail.reset();
    co_return file;
}

} // namespace bascule::app
