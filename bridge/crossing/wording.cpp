#include "bridge/crossing/wording.hpp"

#include "mapping/conversation/excerpt.hpp"
#include "mapping/conversation/names_in_text.hpp"
#include "mapping/text/styling.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::NodeKind;

constexpr std::string_view emote_mark = "/me "; // XEP-0245 §3
constexpr std::string_view own_words = "{text}";
constexpr std::size_t most_lines = 3;
constexpr std::size_t most_in_line = 100;
constexpr std::size_t most_in_quote = 40;

mapping::RichText rich_of(mapping::Message& message) {
    return message.rich ? std::move(*message.rich) : mapping::rich_text_of_plain(message.body);
}

void shift_mentions(mapping::Message& message, std::size_t by) {
    for (auto& mention : message.mentions) {
        if (!mention.at.is_empty()) {
            mention.at = {mention.at.begin + by, mention.at.end + by};
        }
    }
}

// Words that end in the same line stand in the first paragraph.
void put_in_line(mapping::RichText& rich, const std::string& words) {
    if (rich.blocks.empty() || rich.blocks.front().kind != NodeKind::paragraph) {
        rich.blocks.insert(rich.blocks.begin(), mapping::node_of(NodeKind::paragraph, {}));
    }
    auto& inlines = rich.blocks.front().children;
    inlines.insert(inlines.begin(), mapping::text_node(words));
}

} // namespace

std::string worded(const std::string& words, const mapping::TemplateValues& values) {
    const auto parsed = mapping::TextTemplate::parse(words);
    return parsed ? parsed->filled(values) : words;
}

mapping::Message words_of(std::string text) {
    mapping::Message message{mapping::MessageKind::text, std::move(text)};
    if (message.body.starts_with(emote_mark)) {
        message.kind = mapping::MessageKind::emote;
        message.body.erase(0, emote_mark.size());
    }
    return message;
}

void word(mapping::Message& message, const std::string& words, mapping::TemplateValues values) {
    const auto at = words.find(own_words);
    const bool is_last = at != std::string::npos && at + own_words.size() == words.size();
    if (is_last) {
        put_before(message, worded(words.substr(0, at), values));
        return;
    }
    values["text"] = message.body;
    auto said = words_of(worded(words, values));
    message.kind = said.kind == mapping::MessageKind::emote ? said.kind : message.kind;
    message.body = std::move(said.body);
    message.rich.reset();
    message.mentions.clear();
}

std::string worded_beginning(const std::string& words, const mapping::TemplateValues& values) {
    return worded(words.substr(0, words.find(own_words)), values);
}

void put_before(mapping::Message& message, const std::string& words) {
    if (words.empty()) {
        return;
    }
    const bool is_quote = words.starts_with('>') && words.ends_with('\n');
    if (message.rich || is_quote) {
        auto rich = rich_of(message);
        if (words.ends_with('\n')) {
            auto before = mapping::read_styling(words);
            before.blocks.insert(before.blocks.end(), std::make_move_iterator(rich.blocks.begin()),
                                 std::make_move_iterator(rich.blocks.end()));
            rich = std::move(before);
        } else {
            put_in_line(rich, words);
        }
        message.rich = std::move(rich);
    }
    message.body.insert(0, words);
    shift_mentions(message, mapping::code_points(words));
}

std::string shown(const std::string& emoji) {
    return emoji.starts_with("mxc:") ? std::string{"a picture"} : emoji;
}

std::string emojis_to_say(const std::vector<ReactionMark>& marks, const std::string& name) {
    std::string emojis;
    for (const auto& mark : marks) {
        if (mark.told_by.empty() || mark.told_by == name) {
            emojis += (emojis.empty() ? "" : " ") + shown(mark.emoji);
        }
    }
    return emojis;
}

std::string quote_of(std::string_view body) {
    return mapping::excerpt(body, most_in_quote);
}

std::string quotation_of(std::string_view body) {
    auto lines = mapping::first_lines(body, most_lines, most_in_line);
    for (auto at = lines.find('\n'); at != std::string::npos; at = lines.find('\n', at + 1)) {
        lines.insert(at + 1, "> ");
    }
    return lines;
}

} // namespace bascule::bridge
