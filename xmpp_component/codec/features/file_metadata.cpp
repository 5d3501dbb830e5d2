#include "xmpp_component/codec/features/file_metadata.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>

namespace bascule::xmpp {

namespace {

using mapping::FileKind;

constexpr std::int64_t most = 9'007'199'254'740'991; // of Matrix's integers

struct Ending {
    std::string_view ending;
    FileKind kind;
};
constexpr std::array endings{
    Ending{".png", FileKind::image},  Ending{".jpg", FileKind::image},  Ending{".jpeg", FileKind::image},
    Ending{".gif", FileKind::image},  Ending{".webp", FileKind::image}, Ending{".avif", FileKind::image},
    Ending{".heic", FileKind::image}, Ending{".mp4", FileKind::video},  Ending{".webm", FileKind::video},
    Ending{".mov", FileKind::video},  Ending{".mkv", FileKind::video},  Ending{".mp3", FileKind::audio},
    Ending{".ogg", FileKind::audio},  Ending{".oga", FileKind::audio},  Ending{".opus", FileKind::audio},
    Ending{".m4a", FileKind::audio},  Ending{".wav", FileKind::audio},  Ending{".flac", FileKind::audio}};

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return is_number && value >= 0 && value <= most ? std::optional{value} : std::nullopt;
}

std::string first_text(pugi::xml_node file, const char* name) {
    return text_of(file.child(name));
}

void add_number(pugi::xml_node parent, const char* name, const std::optional<std::int64_t>& value) {
    if (value) {
        set_text(add(parent, name), std::to_string(*value));
    }
}

void add_line(pugi::xml_node parent, const char* name, const std::string& text) {
    if (!text.empty()) {
        set_text(add(parent, name), text);
    }
}

std::optional<mapping::Thumbnail> thumbnail_in(pugi::xml_node file) {
    const auto element = child_in(file, "thumbnail", ns::thumbs);
    const auto uri = attribute_of(element, "uri");
    if (uri.empty()) {
        return std::nullopt;
    }
    return mapping::Thumbnail{std::string{uri}, std::string{attribute_of(element, "media-type")},
                              number_of(attribute_of(element, "width")), number_of(attribute_of(element, "height"))};
}

} // namespace

mapping::FileKind kind_of(std::string_view media_type, std::string_view name) {
    for (const auto& [prefix, kind] :
         {Ending{"image/", FileKind::image}, Ending{"video/", FileKind::video}, Ending{"audio/", FileKind::audio}}) {
        if (media_type.starts_with(prefix)) {
            return kind;
        }
    }
    if (!media_type.empty()) {
        return FileKind::file;
    }
    std::string lower{name};
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char one) { return static_cast<char>(std::tolower(one)); });
    const auto found = std::ranges::find_if(endings, [&](const Ending& one) { return lower.ends_with(one.ending); });
    return found == endings.end() ? FileKind::file : found->kind;
}

std::string name_in(std::string_view url) {
    const auto host = url.find("://");
    const auto path = url.substr(0, url.find_first_of("?#"));
    const auto slash = path.rfind('/');
    if (host == std::string_view::npos || slash == std::string_view::npos || slash < host + 3) {
        return {};
    }
    std::string name;
    const auto coded = path.substr(slash + 1);
    for (std::size_t at = 0; at < coded.size(); ++at) {
        unsigned value = 0;
        const auto* const digits = coded.data() + at + 1;
        const bool is_escape = coded[at] == '%' && at + 2 < coded.size() &&
                               std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2;
        name += is_escape ? static_cast<char>(value) : coded[at];
        at += is_escape ? 2 : 0;
    }
    return name;
}

void decode_metadata(pugi::xml_node file, mapping::File& into) {
    into.media_type = first_text(file, "media-type");
    into.name = first_text(file, "name");
    into.description = first_text(file, "desc");
    into.size = number_of(first_text(file, "size"));
    into.width = number_of(first_text(file, "width"));
    into.height = number_of(first_text(file, "height"));
    into.duration_ms = number_of(first_text(file, "length"));
    for (const auto hash : file.children("hash")) {
        if (namespace_of(hash) == ns::hashes && attribute_of(hash, "algo") == "sha-256") {
            into.sha256 = text_of(hash);
        }
    }
    into.thumbnail = thumbnail_in(file);
}

void encode_metadata(pugi::xml_node file_sharing, const mapping::File& file) {
    auto element = add(file_sharing, "file", ns::file_metadata);
    add_line(element, "media-type", file.media_type);
    add_line(element, "name", file.name);
    add_number(element, "size", file.size);
    add_number(element, "width", file.width);
    add_number(element, "height", file.height);
    add_number(element, "length", file.duration_ms);
    add_line(element, "desc", file.description);
    if (!file.sha256.empty()) {
        auto hash = add(element, "hash", ns::hashes);
        set(hash, "algo", "sha-256");
        set_text(hash, file.sha256);
    }
    if (file.thumbnail) {
        auto thumbnail = add(element, "thumbnail", ns::thumbs);
        set(thumbnail, "uri", file.thumbnail->source);
        if (!file.thumbnail->media_type.empty()) {
            set(thumbnail, "media-type", file.thumbnail->media_type);
        }
        for (const auto& [name, value] :
             {std::pair{"width", file.thumbnail->width}, std::pair{"height", file.thumbnail->height}}) {
            if (value) {
                set(thumbnail, name, std::to_string(*value));
            }
        }
    }
}

} // namespace bascule::xmpp
