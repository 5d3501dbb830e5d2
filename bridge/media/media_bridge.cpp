#include "bridge/media/media_bridge.hpp"

#include "bridge/media/picture_size.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

namespace bascule::media {

namespace {

using mapping::File;
using mapping::FileKind;

constexpr std::size_t beginning_bytes = 256U * 1024U; // a JPEG may have a preview before its size

std::string_view without_parameters(std::string_view type) {
    return type.substr(0, type.find(';'));
}

// What a file is by what it holds, else by what is said of it. A page that is passed off as a picture is neither.
std::string type_of(const FetchedFile& fetched, const File& file, std::string_view beginning) {
    if (const auto by_content = type_by_content(beginning); !by_content.empty()) {
        const bool is_sound = by_content == "video/mp4" || by_content == "video/webm"; // may hold no picture
        return is_sound && file.media_type.starts_with("audio/") ? file.media_type : std::string{by_content};
    }
    for (const auto said : {std::string_view{file.media_type}, without_parameters(fetched.type)}) {
        if (!said.empty() && !said.starts_with("image/")) {
            return std::string{said};
        }
    }
    return "application/octet-stream";
}

FileKind kind_of(const File& file, std::string_view type) {
    if (file.kind == FileKind::voice && type.starts_with("audio/")) {
        return FileKind::voice;
    }
    if (type.starts_with("image/")) {
        return file.kind == FileKind::sticker ? FileKind::sticker : FileKind::image;
    }
    return type.starts_with("video/") ? FileKind::video : type.starts_with("audio/") ? FileKind::audio : FileKind::file;
}

// The last part of the path.
std::string name_in(std::string_view url) {
    const auto path = url.substr(0, url.find_first_of("?#"));
    const auto slash = path.rfind('/');
    return std::string{slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1)};
}

std::string name_of(const File& file) {
    auto name = file.name.empty() ? name_in(file.source) : file.name;
    std::ranges::replace(name, '/', '_');
    return name.empty() ? "file" : name;
}

} // namespace

// The same file has the same link for as long as possible; what is shown again long after gets one that still works.
std::int64_t MediaBridge::end_of_link(std::int64_t at_ms) const {
    const auto ttl = link_ttl_.count();
    const auto period = std::max<std::int64_t>(ttl / 2, 1);
    const auto now = now_();
    const auto begin = now - at_ms > period ? now - now % period : at_ms;
    return begin + ttl;
}

mapping::Result<File> MediaBridge::for_xmpp(File file, std::int64_t at_ms) {
    if (file.is_encrypted) {
        return mapping::Error{"it is encrypted, and nobody but its room can read it"};
    }
    const auto uri = mapping::mxc_uri_from(file.source);
    if (!uri) {
        return mapping::Error{"its address is no mxc: URI"};
    }
    const auto end = end_of_link(at_ms);
    file.source = links_.make(*uri, end, file.name);
    if (file.thumbnail) {
        const auto small = mapping::mxc_uri_from(file.thumbnail->source);
        if (small) {
            file.thumbnail->source = links_.make(*small, end, "thumbnail");
        } else {
            file.thumbnail.reset();
        }
    }
    return file;
}

Task<mapping::Result<File>> MediaBridge::for_matrix(File file, mapping::UserId as) {
    std::unique_ptr<FetchedFile> fetched;
    std::string trouble;
    try {
        auto found = co_await remote_.fetch(file.source);
        fetched = std::make_unique<FetchedFile>(std::move(found));
    } catch (const WebFailure& failure) {
        trouble = failure.what();
    }
    if (!fetched) {
        co_return mapping::Error{std::move(trouble)};
    }
    const auto beginning = fetched->bytes.read(0, beginning_bytes);
    file.media_type = type_of(*fetched, file, beginning);
    file.kind = kind_of(file, file.media_type);
    file.size = static_cast<std::int64_t>(fetched->bytes.size());
    if (const auto size = picture_size(beginning)) {
        file.width = size->width;
        file.height = size->height;
    }
    file.name = name_of(file);
    file.thumbnail.reset(); // it is a link as well, and the homeserver makes thumbnails itself
    const auto stored = co_await homeserver_.upload(fetched->bytes, file.name, file.media_type, std::move(as));
    if (!stored) {
        co_return mapping::Error{"the homeserver does not take it: " + stored.error().reason};
    }
    file.source = *stored;
    co_return file;
}

Task<mapping::Result<File>> MediaBridge::words_for_matrix(std::string words, mapping::UserId as) {
    Spool bytes;
    bytes.append(words);
    File file{.kind = FileKind::file, .source = {}, .name = "message.txt", .media_type = "text/plain; charset=utf-8"};
    file.size = static_cast<std::int64_t>(bytes.size());
    const auto stored = co_await homeserver_.upload(bytes, file.name, file.media_type, std::move(as));
    if (!stored) {
        co_return mapping::Error{"the homeserver does not take it: " + stored.error().reason};
    }
    file.source = *stored;
    co_return file;
}

} // namespace bascule::media
