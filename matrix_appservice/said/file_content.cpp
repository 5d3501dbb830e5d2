#include "matrix_appservice/said/file_content.hpp"

#include "matrix_appservice/json_value.hpp"

#include <algorithm>
#include <array>

namespace bascule::matrix {

namespace {

using mapping::File;
using mapping::FileKind;

struct KindName {
    FileKind kind;
    std::string_view msgtype;
};
constexpr std::array kinds{KindName{FileKind::image, "m.image"}, KindName{FileKind::file, "m.file"},
                           KindName{FileKind::audio, "m.audio"}, KindName{FileKind::video, "m.video"},
                           KindName{FileKind::voice, "m.audio"}};
constexpr const char* voice_mark = "org.matrix.msc3245.voice";
constexpr const char* blurhash_name = "xyz.amorgan.blurhash"; // MSC2448
constexpr const char* spoiler_mark = "page.codeberg.everypizza.msc4193.spoiler";

std::optional<std::int64_t> count_in(const nlohmann::json& object, const char* name) {
    const auto number = integer_in(object, name);
    return number && *number >= 0 ? number : std::nullopt;
}

void set_number(nlohmann::json& object, const char* name, const std::optional<std::int64_t>& number) {
    if (number) {
        object[name] = *number;
    }
}

void set_text(nlohmann::json& object, const char* name, const std::string& text) {
    if (!text.empty()) {
        object[name] = text;
    }
}

std::optional<mapping::Thumbnail> thumbnail_in(const nlohmann::json& info) {
    const auto source = string_in(info, "thumbnail_url");
    if (!source) {
        return std::nullopt;
    }
    const auto& about = object_in(info, "thumbnail_info");
    return mapping::Thumbnail{*source, string_in(about, "mimetype").value_or(""), count_in(about, "w"),
                              count_in(about, "h")};
}

File file_in(const nlohmann::json& content, FileKind kind) {
    const auto& info = object_in(content, "info");
    File file{.kind = kind, .source = string_in(content, "url").value_or("")};
    if (file.source.empty()) {
        file.source = string_in(object_in(content, "file"), "url").value_or("");
        file.is_encrypted = true;
    }
    file.media_type = string_in(info, "mimetype").value_or("");
    file.size = count_in(info, "size");
    file.width = count_in(info, "w");
    file.height = count_in(info, "h");
    file.duration_ms = count_in(info, "duration");
    file.blurhash = string_in(info, blurhash_name).value_or("");
    file.thumbnail = thumbnail_in(info);
    return file;
}

nlohmann::json info_of(const File& file) {
    auto info = nlohmann::json::object();
    set_text(info, "mimetype", file.media_type);
    set_number(info, "size", file.size);
    set_number(info, "w", file.width);
    set_number(info, "h", file.height);
    set_number(info, "duration", file.duration_ms);
    set_text(info, blurhash_name, file.blurhash);
    return info;
}

} // namespace

bool is_file(std::string_view msgtype) {
    return std::ranges::find(kinds, msgtype, &KindName::msgtype) != kinds.end();
}

void read_file(const nlohmann::json& content, std::string_view msgtype, mapping::Message& said) {
    auto kind = std::ranges::find(kinds, msgtype, &KindName::msgtype)->kind;
    if (kind == FileKind::audio && (content.contains(voice_mark) || content.contains("m.voice"))) {
        kind = FileKind::voice;
    }
    auto file = file_in(content, kind);
    file.name = string_in(content, "filename").value_or(said.body);
    const bool has_caption = content.contains("filename") && file.name != said.body;
    if (!has_caption) {
        said.body.clear();
        said.rich.reset();
    }
    if (is_true_in(content, spoiler_mark)) {
        said.spoiler = string_in(content, "page.codeberg.everypizza.msc4193.spoiler.reason").value_or("");
    }
    said.files.push_back(std::move(file));
}

void read_sticker(const nlohmann::json& content, mapping::Message& said) {
    auto file = file_in(content, FileKind::sticker);
    file.description = std::exchange(said.body, {});
    said.rich.reset();
    said.files.push_back(std::move(file));
}

void write_file(const mapping::Message& said, nlohmann::json& content) {
    const auto& file = said.files.front();
    content["url"] = file.source;
    content["info"] = info_of(file);
    const auto name = file.name.empty() ? std::string{"file"} : file.name;
    if (file.kind == FileKind::sticker) {
        content["body"] = file.description.empty() ? name : file.description;
        content.erase("msgtype");
        return;
    }
    content["msgtype"] = std::ranges::find(kinds, file.kind, &KindName::kind)->msgtype;
    content["filename"] = name;
    if (said.body.empty()) {
        content["body"] = name;
    }
    if (file.kind == FileKind::voice) {
        content[voice_mark] = nlohmann::json::object();
        content["org.matrix.msc1767.audio"] = nlohmann::json::object();
        set_number(content["org.matrix.msc1767.audio"], "duration", file.duration_ms);
    }
    if (said.spoiler) {
        content[spoiler_mark] = true;
    }
}

} // namespace bascule::matrix
