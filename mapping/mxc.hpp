#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// A file of a content repository (CS API, "Matrix Content (mxc://) URIs").
struct MxcUri {
    std::string server;
    std::string media_id;

    std::string path() const { return server + '/' + media_id; }
    friend auto operator<=>(const MxcUri&, const MxcUri&) = default;
};

/// Nothing where it is none: the media id has only letters, digits, `-` and `_`.
std::optional<MxcUri> mxc_uri_from(std::string_view text);
/// The same of `server/media-id`.
std::optional<MxcUri> mxc_uri_from_path(std::string_view path);

} // namespace bascule::mapping
