#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace bascule::mapping {

/// m.image, m.file, m.audio, m.video, a voice message (MSC3245), m.sticker; XEP-0447, XEP-0449.
enum class FileKind { image, file, audio, video, voice, sticker };

/// A smaller picture of a file (XEP-0264; `info.thumbnail_url`).
struct Thumbnail {
    std::string source; ///< as File's
    std::string media_type{};
    std::optional<std::int64_t> width{};
    std::optional<std::int64_t> height{};
    friend bool operator==(const Thumbnail&, const Thumbnail&) = default;
};

/// A file that somebody shows or hands over, by where it is and what is known of it.
struct File {
    FileKind kind = FileKind::file;
    std::string source;                 ///< `mxc:` in Matrix; `https:`, `http:` or `aesgcm:` in XMPP
    std::string name{};                 ///< of the file, may be empty
    std::string media_type{};           ///< such as image/png, may be empty
    std::optional<std::int64_t> size{}; ///< bytes
    std::optional<std::int64_t> width{};
    std::optional<std::int64_t> height{};
    std::optional<std::int64_t> duration_ms{};
    std::string description{}; ///< what stands for it in words: XEP-0446 `desc`, a sticker's body
    std::string sha256{};      ///< of its bytes, base64 (XEP-0300), may be empty
    std::string blurhash{};    ///< MSC2448; XEP-0264 by `data:` has none; may be empty
    std::optional<Thumbnail> thumbnail{};
    bool is_encrypted = false; ///< of an encrypted room (`file` in place of `url`): it cannot be handed on
    /// Its body is nothing but the link, for clients that know no XEP-0447 (XEP-0066, XEP-0428).
    bool has_link_as_body = false;
    friend bool operator==(const File&, const File&) = default;
};

} // namespace bascule::mapping
