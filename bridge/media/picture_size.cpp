#include "bridge/media/picture_size.hpp"

#include <algorithm>
#include <array>

namespace bascule::media {

namespace {

std::int64_t number_at(std::string_view bytes, std::size_t at, std::size_t count, bool is_little) {
    std::int64_t number = 0;
    for (std::size_t place = 0; place < count; ++place) {
        const auto from = is_little ? at + count - 1 - place : at + place;
        number = number * 256 + static_cast<unsigned char>(bytes[from]);
    }
    return number;
}

std::optional<PictureSize> size_of_png(std::string_view bytes) {
    if (bytes.size() < 24) {
        return std::nullopt;
    }
    return PictureSize{number_at(bytes, 16, 4, false), number_at(bytes, 20, 4, false)};
}

std::optional<PictureSize> size_of_gif(std::string_view bytes) {
    if (bytes.size() < 10) {
        return std::nullopt;
    }
    return PictureSize{number_at(bytes, 6, 2, true), number_at(bytes, 8, 2, true)};
}

// ITU T.81, B.1: segments, of which a frame header (SOF) has the size.
std::optional<PictureSize> size_of_jpeg(std::string_view bytes) {
    std::size_t at = 2;
    while (at + 9 < bytes.size()) {
        const auto marker = static_cast<unsigned char>(bytes[at + 1]);
        if (bytes[at] != '\xFF') {
            return std::nullopt;
        }
        const bool is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (is_frame) {
            return PictureSize{number_at(bytes, at + 7, 2, false), number_at(bytes, at + 5, 2, false)};
        }
        at += 2 + static_cast<std::size_t>(number_at(bytes, at + 2, 2, false));
    }
    return std::nullopt;
}

// RFC 9649 §2: lossy, lossless, or extended.
std::optional<PictureSize> size_of_webp(std::string_view bytes) {
    if (bytes.size() < 30) {
        return std::nullopt;
    }
    const auto kind = bytes.substr(12, 4);
    if (kind == "VP8X") {
        return PictureSize{number_at(bytes, 24, 3, true) + 1, number_at(bytes, 27, 3, true) + 1};
    }
    if (kind == "VP8 ") {
        return PictureSize{number_at(bytes, 26, 2, true) & 0x3FFF, number_at(bytes, 28, 2, true) & 0x3FFF};
    }
    if (kind == "VP8L") {
        const auto bits = number_at(bytes, 21, 4, true);
        return PictureSize{(bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1};
    }
    return std::nullopt;
}

struct Known {
    std::size_t at;
    std::string_view mark;
    std::string_view type;
};
constexpr std::array known{Known{0, "\x89PNG\r\n\x1A\n", "image/png"},
                           Known{0, "GIF8", "image/gif"},
                           Known{0, "\xFF\xD8\xFF", "image/jpeg"},
                           Known{8, "WEBP", "image/webp"},
                           Known{4, "ftypavif", "image/avif"},
                           Known{4, "ftyp", "video/mp4"},
                           Known{0, "\x1A\x45\xDF\xA3", "video/webm"},
                           Known{0, "OggS", "audio/ogg"},
                           Known{0, "fLaC", "audio/flac"},
                           Known{0, "ID3", "audio/mpeg"},
                           Known{8, "WAVE", "audio/wav"},
                           Known{0, "%PDF-", "application/pdf"}};

} // namespace

std::string_view type_by_content(std::string_view beginning) {
    const auto found = std::ranges::find_if(known, [&](const Known& one) {
        return beginning.size() > one.at && beginning.substr(one.at).starts_with(one.mark);
    });
    return found == known.end() ? std::string_view{} : found->type;
}

std::optional<PictureSize> picture_size(std::string_view beginning) {
    const auto type = type_by_content(beginning);
    if (type == "image/png") {
        return size_of_png(beginning);
    }
    if (type == "image/gif") {
        return size_of_gif(beginning);
    }
    if (type == "image/jpeg") {
        return size_of_jpeg(beginning);
    }
    return type == "image/webp" ? size_of_webp(beginning) : std::nullopt;
}

} // namespace bascule::media
