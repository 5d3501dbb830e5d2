#include "matrix_appservice/message_content.hpp"

#include "mapping/text/html.hpp"
#include "mapping/utf8.hpp"
#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/vendor_keys.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace bascule::matrix {

namespace {

// CS API, "Size limits": an event has at most 65,536 bytes as canonical JSON, with its signatures and hashes.
constexpr std::size_t most_escaped_bytes = 56U * 1024U;
constexpr std::string_view ellipsis = "…";
constexpr const char* html_format = "org.matrix.custom.html"; // CS API, "m.room.message msgtypes"

struct KindName {
    mapping::MessageKind kind;
    std::string_view msgtype;
};
constexpr std::array kind_names{KindName{mapping::MessageKind::text, "m.text"},
                                KindName{mapping::MessageKind::emote, "m.emote"},
                                KindName{mapping::MessageKind::notice, "m.notice"}};

// What a medium is called in words.
struct MediumName {
    std::string_view msgtype;
    std::string_view word;
};
constexpr std::array medium_names{MediumName{"m.image", "image"}, MediumName{"m.file", "file"},
                                  MediumName{"m.audio", "audio"}, MediumName{"m.video", "video"}};

// How many bytes a character takes in canonical JSON.
std::size_t escaped_length(std::string_view character) {
    const auto byte = static_cast<unsigned char>(character.front());
    if (byte < 0x20) {
        return std::string_view{"\b\f\n\r\t"}.find(character.front()) != std::string_view::npos ? 2 : 6;
    }
    return byte == '"' || byte == '\\' ? 2 : character.size();
}

std::string in_brackets(std::string_view word, const std::string& name) {
    return '[' + std::string{word} + (name.empty() ? "" : ": " + name) + ']';
}

// CS API, "Media captions": where `filename` differs from the body, the body is a caption.
mapping::Message medium(std::string_view word, const nlohmann::json& content, const std::string& body) {
    const auto filename = string_in(content, "filename").value_or(body);
    auto said = in_brackets(word, filename);
    if (filename != body && !body.empty()) {
        said += ' ' + body;
    }
    return {mapping::MessageKind::text, std::move(said)};
}

// HTML that would make the event too large is left out, and so is none.
std::string with_html(nlohmann::json content, const std::string& html) {
    auto plain = json_text_of(content);
    if (html.empty()) {
        return plain;
    }
    content["format"] = html_format;
    content["formatted_body"] = html;
    auto formatted = json_text_of(content);
    return formatted.size() > most_escaped_bytes ? plain : formatted;
}

std::optional<mapping::RichText> marks_in(const nlohmann::json& content) {
    const auto html = string_in(content, "formatted_body");
    if (!html || string_in(content, "format") != html_format) {
        return std::nullopt;
    }
    auto rich = mapping::read_html(*html);
    return rich && !mapping::is_plain(*rich) ? std::move(rich) : std::nullopt;
}

// Until version 1.13 of the specification a reply's body began with a quotation of what it answers (CS API, "Rich
// replies"). It is the sender's word, and not everybody who reads it may read what it quotes.
std::string without_fallback(const nlohmann::json& content, std::string body) {
    const auto& relation = object_in(content, "m.relates_to");
    const bool is_reply = string_in(object_in(relation, "m.in_reply_to"), "event_id").has_value();
    if (!is_reply || !(body.starts_with("> <@") || body.starts_with("> * <@"))) {
        return body;
    }
    std::size_t at = 0;
    while (std::string_view{body}.substr(at).starts_with('>')) {
        at = std::min(body.find('\n', at), body.size() - 1) + 1;
    }
    const bool is_gap = at < body.size() && body[at] == '\n';
    return body.substr(is_gap ? at + 1 : at);
}

} // namespace

std::string shortened_body(std::string_view body) {
    std::string kept;
    std::size_t escaped = 0;
    for (std::size_t at = 0; at < body.size();) {
        const auto length = mapping::utf8_length(body.substr(at));
        const bool is_sound = length > 0 && body[at] != '\0';
        const auto character = is_sound ? body.substr(at, length) : mapping::replacement_character;
        escaped += escaped_length(character);
        if (escaped > most_escaped_bytes - ellipsis.size()) {
            // It may be that just the rest fits without an ellipsis; a body so near the limit bears the loss of three
            // bytes.
            return kept.append(ellipsis);
        }
        kept.append(character);
        at += std::max<std::size_t>(length, 1);
    }
    return kept;
}

std::string message_content(const mapping::Message& message, const std::string& key) {
    const auto name = std::ranges::find(kind_names, message.kind, &KindName::kind);
    nlohmann::json content{{"msgtype", name->msgtype},
                           {"body", shortened_body(message.body)},
                           // CS API, "User and room mentions": without it, servers look for mentions in the body.
                           {"m.mentions", nlohmann::json::object()},
                           {sent_key_name, key}};
    return with_html(std::move(content), message.rich ? mapping::write_html(*message.rich) : std::string{});
}

std::string notice_content(const bridge::FormattedText& text, const std::string& key) {
    nlohmann::json content{{"msgtype", "m.notice"},
                           {"body", shortened_body(text.plain)},
                           {"m.mentions", nlohmann::json::object()},
                           {sent_key_name, key}};
    return with_html(std::move(content), text.html);
}

bool is_words(std::string_view msgtype) {
    return std::ranges::find(kind_names, msgtype, &KindName::msgtype) != kind_names.end();
}

mapping::Result<mapping::Message> words_of_content(const nlohmann::json& content) {
    const auto body = string_in(content, "body");
    if (!body) {
        return mapping::Error{"the message has no body"};
    }
    const auto kind =
        std::ranges::find(kind_names, string_in(content, "msgtype").value_or("m.text"), &KindName::msgtype);
    return mapping::Message{kind == kind_names.end() ? mapping::MessageKind::text : kind->kind,
                            without_fallback(content, *body), marks_in(content)};
}

mapping::Result<mapping::Message> message_of_content(const nlohmann::json& content) {
    const auto body = string_in(content, "body");
    const auto msgtype = string_in(content, "msgtype").value_or("m.text");
    if (!body || is_words(msgtype)) {
        return words_of_content(content);
    }
    const auto named = std::ranges::find(medium_names, msgtype, &MediumName::msgtype);
    if (named != medium_names.end()) {
        return medium(named->word, content, *body);
    }
    const auto place = string_in(content, "geo_uri");
    if (msgtype == "m.location" && place) {
        return mapping::Message{mapping::MessageKind::text, body->empty() ? *place : *body + ' ' + *place};
    }
    return mapping::Message{mapping::MessageKind::text, body->empty() ? in_brackets(msgtype, {}) : *body};
}

mapping::Result<mapping::Message> message_of_sticker(const nlohmann::json& content) {
    const auto body = string_in(content, "body");
    if (!body) {
        return mapping::Error{"the sticker has no body"};
    }
    return mapping::Message{mapping::MessageKind::text, in_brackets("sticker", *body)};
}

} // namespace bascule::matrix
