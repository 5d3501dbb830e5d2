#include "xmpp_component/codec/features/files.hpp"

#include "xmpp_component/codec/features/file_metadata.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace bascule::xmpp {

namespace {

using mapping::File;
using mapping::FileKind;

constexpr std::size_t most_files = 20;

bool is_link(std::string_view text) {
    const bool is_known = text.starts_with("https://") || text.starts_with("http://") || text.starts_with("aesgcm://");
    return is_known && text.find_first_of(" \n\t") == std::string_view::npos;
}

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \n\t");
    return begin == std::string_view::npos
               ? std::string{}
               : std::string{text.substr(begin, text.find_last_not_of(" \n\t") - begin + 1)};
}

void add_file(mapping::Message& said, File file) {
    const bool is_known = std::ranges::find(said.files, file.source, &File::source) != said.files.end();
    if (!is_link(file.source) || is_known || said.files.size() >= most_files) {
        return;
    }
    if (file.name.empty()) {
        file.name = name_in(file.source);
    }
    if (file.kind == FileKind::file) {
        file.kind = kind_of(file.media_type, file.name);
    }
    said.files.push_back(std::move(file));
}

// XEP-0447 §3.1: several sources of the same; XEP-0448's encrypted ones are not read.
void add_shared(pugi::xml_node sharing, mapping::Message& said, FileKind kind) {
    File file{.kind = kind, .source = {}};
    decode_metadata(child_in(sharing, "file", ns::file_metadata), file);
    for (const auto source : child_in(sharing, "sources", ns::file_sharing).children("url-data")) {
        if (file.source.empty() && namespace_of(source) == ns::url_data) {
            file.source = trimmed(attribute_of(source, "target"));
        }
    }
    add_file(said, std::move(file));
}

// XEP-0385 §3
void add_sims(pugi::xml_node reference, mapping::Message& said) {
    const auto sharing = child_in(reference, "media-sharing", ns::sims);
    File file{.source = {}};
    decode_metadata(child_in(sharing, "file", ns::jingle_file), file);
    for (const auto source : child_in(sharing, "sources", ns::sims).children("reference")) {
        const auto uri = attribute_of(source, "uri");
        if (file.source.empty() && is_link(uri)) {
            file.source = uri;
        }
    }
    add_file(said, std::move(file));
}

void take_words(mapping::Message& said) {
    said.body.clear();
    said.rich.reset();
}

const char* disposition_of(FileKind kind) {
    return kind == FileKind::file ? "attachment" : "inline";
}

} // namespace

void decode_files(pugi::xml_node message, const CutBody& body, mapping::Message& said) {
    const bool is_sticker = !child_in(message, "sticker", ns::stickers).empty();
    for (const auto child : message.children("file-sharing")) {
        if (namespace_of(child) == ns::file_sharing) {
            add_shared(child, said, is_sticker ? FileKind::sticker : FileKind::file);
        }
    }
    for (const auto child : message.children("reference")) {
        if (namespace_of(child) == ns::reference && attribute_of(child, "type") == "data") {
            add_sims(child, said);
        }
    }
    for (const auto child : message.children("x")) {
        if (namespace_of(child) == ns::oob) {
            const auto description = text_of(child_in(child, "desc", ns::oob));
            add_file(said, {.source = trimmed(text_of(child_in(child, "url", ns::oob))), .description = description});
        }
    }
    const auto words = trimmed(body.text);
    if (said.files.empty() && words.starts_with("aesgcm://")) {
        add_file(said, {.source = words});
    }
    if (said.files.empty()) {
        return;
    }
    if (is_sticker && said.files.front().description.empty()) {
        said.files.front().description = text_of(message.child("body"));
    }
    const bool is_only_link = std::ranges::find(said.files, words, &File::source) != said.files.end();
    if (is_only_link || words.empty() || (is_sticker && words == said.files.front().description)) {
        take_words(said);
    }
    if (said.body.empty() && said.files.size() == 1 && !is_sticker && said.spoiler == std::nullopt) {
        said.body = std::exchange(said.files.front().description, {}); // XEP-0446 §4: what its sender says of it
    }
}

std::string body_of(const mapping::File& file) {
    if (file.kind == FileKind::sticker) {
        return file.description;
    }
    return file.has_link_as_body ? file.source : std::string{};
}

void encode_files(pugi::xml_node stanza, const mapping::Message& said) {
    for (const auto& file : said.files) {
        auto sharing = add(stanza, "file-sharing", ns::file_sharing);
        set(sharing, "disposition", disposition_of(file.kind));
        encode_metadata(sharing, file);
        set(add(add(sharing, "sources"), "url-data", ns::url_data), "target", file.source);
        if (file.kind == FileKind::sticker) {
            add(stanza, "sticker", ns::stickers);
        }
        if (stanza.child("body")) {
            add_fallback(stanza, ns::file_sharing);
        } else {
            add(stanza, "store", ns::hints);
        }
        if (file.has_link_as_body && file.kind != FileKind::sticker) {
            set_text(add(add(stanza, "x", ns::oob), "url"), file.source);
        }
    }
}

} // namespace bascule::xmpp
