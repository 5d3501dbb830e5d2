#include "matrix_appservice/said/said_content.hpp"

#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/message_content.hpp"
#include "matrix_appservice/said/body_html.hpp"
#include "matrix_appservice/said/file_content.hpp"
#include "matrix_appservice/said/poll_content.hpp"
#include "matrix_appservice/said/relations.hpp"
#include "matrix_appservice/vendor_keys.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bascule::matrix {

namespace {

using Said = mapping::Result<SaidContent>;

constexpr std::size_t most_html = 28U * 1024U; // bytes: half an event, since a correction has it twice

void place_of(const nlohmann::json& content, mapping::Message& said) {
    read_place(content, said);
    if (!said.place) {
        return;
    }
    if (said.place->name.empty()) {
        said.place->name = said.body;
    }
    said.body.clear();
    said.rich.reset();
}

Said message_said(const nlohmann::json& event) {
    const auto& content = object_in(event, "content");
    if (content.empty()) {
        return what_is_left_of(event);
    }
    const bool is_correction = string_in(object_in(content, "m.relates_to"), "rel_type") == "m.replace";
    const auto& now =
        is_correction && content.contains("m.new_content") ? object_in(content, "m.new_content") : content;
    auto said = words_of_content(now);
    if (!said) {
        return said.error();
    }
    const auto msgtype = string_in(now, "msgtype").value_or("m.text");
    if (is_file(msgtype)) {
        read_file(now, msgtype, *said);
    } else if (msgtype == "m.location") {
        place_of(now, *said);
    } else if (!is_words(msgtype)) {
        return SaidContent{bridge::OtherEvent{msgtype, said->body}};
    }
    read_relations(content, *said);
    read_mentions(now, *said);
    return SaidContent{std::move(*said)};
}

Said sticker_said(const nlohmann::json& event) {
    const auto& content = object_in(event, "content");
    if (content.empty()) {
        return what_is_left_of(event);
    }
    auto said = words_of_content(content);
    if (!said) {
        return mapping::Error{"the sticker has no body"};
    }
    read_sticker(content, *said);
    read_relations(content, *said);
    return SaidContent{std::move(*said)};
}

Said poll_said(const nlohmann::json& event) {
    const auto& content = object_in(event, "content");
    mapping::Message said;
    read_poll(content, said);
    if (!said.poll) {
        return SaidContent{bridge::OtherEvent{string_in(event, "type").value_or(""), text_in(content)}};
    }
    read_relations(content, said);
    return SaidContent{std::move(said)};
}

Said vote_said(const nlohmann::json& event) {
    return SaidContent{mapping::Act{vote_in(object_in(event, "content"))}};
}

Said poll_end_said(const nlohmann::json& event) {
    return SaidContent{mapping::Act{poll_end_in(object_in(event, "content"))}};
}

Said reaction_said(const nlohmann::json& event) {
    const auto& relation = object_in(object_in(event, "content"), "m.relates_to");
    if (relation.empty()) { // redacted
        return SaidContent{bridge::OtherEvent{"m.reaction"}};
    }
    return SaidContent{mapping::Act{
        mapping::Reaction{string_in(relation, "event_id").value_or(""), string_in(relation, "key").value_or("")}}};
}

// Room version 11 moved `redacts` into the content.
Said redaction_said(const nlohmann::json& event) {
    const auto& content = object_in(event, "content");
    mapping::Redaction redaction{.target = string_in(content, "redacts").value_or("")};
    if (redaction.target.empty()) {
        redaction.target = string_in(event, "redacts").value_or("");
    }
    redaction.reason = string_in(content, "reason").value_or("");
    return SaidContent{mapping::Act{std::move(redaction)}};
}

std::vector<std::string> pinned_in(const nlohmann::json& content) {
    std::vector<std::string> events;
    const auto pinned = content.find("pinned");
    if (pinned != content.end() && pinned->is_array()) {
        for (const auto& event : *pinned) {
            if (event.is_string()) {
                events.push_back(event.get<std::string>());
            }
        }
    }
    return events;
}

Said pins_said(const nlohmann::json& event) {
    auto now = pinned_in(object_in(event, "content"));
    const auto before = pinned_in(object_in(object_in(event, "unsigned"), "prev_content"));
    std::erase_if(now, [&](const std::string& one) { return std::ranges::find(before, one) != before.end(); });
    return SaidContent{bridge::Pins{std::move(now)}};
}

Said call_said(const nlohmann::json& /*event*/) {
    return SaidContent{bridge::Call{}};
}

struct Reader {
    std::string_view type;
    bool is_state;
    Said (*read)(const nlohmann::json& event);
};
constexpr std::array readers{
    Reader{"m.room.message", false, message_said},   Reader{"m.sticker", false, sticker_said},
    Reader{"m.reaction", false, reaction_said},      Reader{"m.room.redaction", false, redaction_said},
    Reader{"m.poll.start", false, poll_said},        Reader{"org.matrix.msc3381.poll.start", false, poll_said},
    Reader{"m.poll.response", false, vote_said},     Reader{"org.matrix.msc3381.poll.response", false, vote_said},
    Reader{"m.poll.end", false, poll_end_said},      Reader{"org.matrix.msc3381.poll.end", false, poll_end_said},
    Reader{"m.room.pinned_events", true, pins_said}, Reader{"m.call.invite", false, call_said},
    Reader{"m.rtc.notification", false, call_said},  Reader{"org.matrix.msc4075.rtc.notification", false, call_said},
};

} // namespace

SaidContent what_is_left_of(const nlohmann::json& event) {
    const auto content = event.find("content");
    if (content == event.end() || !content->is_object()) {
        return bridge::OtherEvent{string_in(event, "type").value_or("")};
    }
    const auto& redaction = object_in(object_in(event, "unsigned"), "redacted_because");
    return bridge::Tombstone{string_in(redaction, "event_id").value_or(""), string_in(redaction, "sender").value_or(""),
                             string_in(object_in(redaction, "content"), "reason").value_or(""),
                             integer_in(redaction, "origin_server_ts").value_or(0)};
}

std::optional<Said> said_in(const nlohmann::json& event) {
    const auto type = string_in(event, "type").value_or("");
    const bool is_state = string_in(event, "state_key").has_value();
    const auto* const found = std::ranges::find_if(
        readers, [&](const Reader& reader) { return reader.type == type && reader.is_state == is_state; });
    if (found != readers.end()) {
        return found->read(event);
    }
    if (is_state || type == "m.room.encrypted") {
        return std::nullopt;
    }
    return Said{SaidContent{bridge::OtherEvent{type, text_in(object_in(event, "content"))}}};
}

namespace {

void keep_key(nlohmann::json& content, const std::string& key) {
    if (!key.empty()) {
        content[sent_key_name] = key;
    }
}

} // namespace

EventDraft draft_of(const mapping::Message& message, const std::string& key) {
    static constexpr std::array msgtypes{"m.text", "m.emote", "m.notice"};
    nlohmann::json content{{"msgtype", msgtypes.at(static_cast<std::size_t>(message.kind))},
                           {"body", shortened_body(message.body)}};
    if (message.place) {
        write_place(message, content);
    } else if (auto html = html_of(message); !html.empty() && html.size() <= most_html) {
        content["format"] = "org.matrix.custom.html";
        content["formatted_body"] = std::move(html);
    }
    const bool is_sticker = !message.files.empty() && message.files.front().kind == mapping::FileKind::sticker;
    if (!message.files.empty()) {
        write_file(message, content);
    }
    if (!is_sticker) {
        write_mentions(message, content);
    }
    write_relations(message, content);
    keep_key(content, key);
    return {is_sticker ? "m.sticker" : "m.room.message", json_text_of(content)};
}

namespace {

struct Drafter {
    const std::string& key;

    std::optional<EventDraft> operator()(const mapping::Reaction& reaction) const {
        nlohmann::json content{
            {"m.relates_to", {{"rel_type", "m.annotation"}, {"event_id", reaction.target}, {"key", reaction.emoji}}}};
        keep_key(content, key);
        return EventDraft{"m.reaction", json_text_of(content)};
    }
    std::optional<EventDraft> operator()(const mapping::Redaction& redaction) const {
        auto content = nlohmann::json::object();
        if (!redaction.reason.empty()) {
            content["reason"] = redaction.reason;
        }
        keep_key(content, key);
        return EventDraft{"m.room.redaction", json_text_of(content), redaction.target};
    }
    std::optional<EventDraft> operator()(const mapping::Vote& vote) const {
        auto content = content_of(vote);
        keep_key(content, key);
        return EventDraft{"org.matrix.msc3381.poll.response", json_text_of(content)};
    }
    template <class Other>
    std::optional<EventDraft> operator()(const Other& /*other*/) const {
        return std::nullopt;
    }
};

} // namespace

std::optional<EventDraft> draft_of(const mapping::Act& act, const std::string& key) {
    return std::visit(Drafter{key}, act);
}

} // namespace bascule::matrix
