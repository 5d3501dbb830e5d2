#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bascule::media {

struct PictureSize {
    std::int64_t width = 0;
    std::int64_t height = 0;
    friend bool operator==(const PictureSize&, const PictureSize&) = default;
};

/// The size of a PNG, GIF, JPEG or WebP in pixels, by how it begins; nothing where that does not say.
std::optional<PictureSize> picture_size(std::string_view beginning);

/// The media type by the first bytes; empty where they are of none that is known. Never that of a page or a script.
std::string_view type_by_content(std::string_view beginning);

} // namespace bascule::media
