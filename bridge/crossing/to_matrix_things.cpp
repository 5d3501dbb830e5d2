// The part of ToMatrix that settles what a message carries besides words: files and places.
#include "bridge/crossing/file_feature.hpp"
#include "bridge/crossing/to_matrix.hpp"
#include "bridge/crossing/wording.hpp"
#include "mapping/conversation/geo_uri.hpp"
#include "mapping/conversation/names_in_text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Feature;

constexpr std::size_t most_in_event = 50U * 1024U; // beside all else that an event says
constexpr std::size_t longest_beginning = 4U * 1024U;

mapping::Message link_to(const mapping::File& file, const std::string& words, const std::string& sender) {
    return words_of(worded(
        words, {{"sender", sender}, {"link", file.source}, {"text", words_for(file)}, {"name", words_for(file)}}));
}

// What belongs to the message as a whole goes with its first event.
void take_relations(mapping::Message& from, mapping::Message& to) {
    to.replaces = std::exchange(from.replaces, {});
    to.reply = std::exchange(from.reply, std::nullopt);
    to.thread = from.thread;
    to.spoiler = from.spoiler;
}

// With the marks that JSON takes.
std::size_t bytes_in_event(const std::string& body) {
    constexpr std::string_view escaped = "\"\\\n\r\t";
    const auto more = std::ranges::count_if(body, [&](char one) { return escaped.find(one) != std::string::npos; });
    return body.size() + static_cast<std::size_t>(more);
}

// Not cut inside a character.
std::string beginning_of(const std::string& body) {
    auto end = longest_beginning;
    while (end > 0 && (static_cast<unsigned char>(body[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return body.substr(0, end) + "…";
}

} // namespace

// CS API, "Media captions": the words are the caption of the first file that crosses as one.
Task<void> ToMatrix::settle_files(InwardDraft& draft) {
    auto& message = draft.message;
    const auto files = std::exchange(message.files, {});
    for (const auto& file : files) {
        const auto feature = mapping::Feature{feature_of(file.kind)};
        const auto decision = draft.judge.decide(feature);
        if (decision.action == Action::drop || decision.action == Action::reject) {
            continue;
        }
        mapping::Message said = link_to(file, "{link}", draft.saying.name);
        if (decision.action == Action::text) {
            said = link_to(file, decision.words, draft.saying.name);
        } else if (auto brought = co_await memory_.media.for_matrix(file, draft.saying.speaker)) {
            said = {};
            said.files.push_back(std::move(*brought));
        } else {
            draft.judge.overrule(feature, Action::text, brought.error().reason);
            draft.judge.lose(feature, words_for(file) + " crossed as a link only: " + brought.error().reason + '.',
                             false);
        }
        take_relations(message, said);
        const bool takes_caption = !said.files.empty() && file.kind != mapping::FileKind::sticker && !draft.is_over;
        if (takes_caption && !message.body.empty()) {
            said.body = std::exchange(message.body, {});
            said.rich = std::exchange(message.rich, std::nullopt);
            said.mentions = std::exchange(message.mentions, {});
            said.mentions_room = message.mentions_room;
        }
        draft.out.push_back({.message = std::move(said), .part = static_cast<int>(draft.out.size())});
    }
    draft.is_over = draft.is_over || (!files.empty() && message.body.empty());
}

void ToMatrix::settle_place(InwardDraft& draft) {
    auto& message = draft.message;
    if (!message.place) {
        return;
    }
    const auto decision = draft.judge.decide(Feature::location);
    if (decision.action == Action::drop || decision.action == Action::reject) {
        draft.is_over = true;
    } else if (decision.action == Action::text) {
        const auto name = message.place->name.empty() ? message.body : message.place->name;
        const auto said = words_of(
            worded(decision.words,
                   {{"sender", draft.saying.name}, {"text", name}, {"link", mapping::geo_uri_of(*message.place)}}));
        message.body = said.body.substr(std::min(said.body.find_first_not_of(' '), said.body.size()));
        message.rich.reset();
        message.place.reset();
    }
}

// An event holds 64 KiB at most (CS API, "Size limits"): of more there is the beginning, and all of it as a file.
Task<void> ToMatrix::settle_length(InwardDraft& draft) {
    auto& message = draft.message;
    const auto part = [&] { return static_cast<int>(draft.out.size()); };
    if (bytes_in_event(message.body) <= most_in_event) {
        draft.out.push_back({.message = std::move(message), .part = part()});
        co_return;
    }
    auto whole = co_await memory_.media.words_for_matrix(message.body, draft.saying.speaker);
    message.body = beginning_of(message.body);
    message.rich.reset();
    const auto length = mapping::code_points(message.body);
    std::erase_if(message.mentions, [&](const mapping::Mention& mention) { return mention.at.end > length; });
    const auto thread = message.thread;
    draft.out.push_back({.message = std::move(message), .part = part()});
    if (!whole) {
        draft.judge.lose(Feature::text, "Only the beginning of the message crossed: " + whole.error().reason + '.',
                         false);
        co_return;
    }
    mapping::Message file;
    file.thread = thread;
    file.files.push_back(std::move(*whole));
    draft.out.push_back({.message = std::move(file), .part = part()});
}

} // namespace bascule::bridge
