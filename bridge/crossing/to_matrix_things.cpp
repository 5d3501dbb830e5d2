// The part of ToMatrix that settles what a message carries besides words: files and places.
#include "bridge/crossing/file_feature.hpp"
#include "bridge/crossing/to_matrix.hpp"
#include "bridge/crossing/wording.hpp"
#include "mapping/conversation/geo_uri.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Feature;

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

} // namespace bascule::bridge
