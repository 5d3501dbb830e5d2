// The part of ToXmpp that settles what a message carries besides words: files, places, polls.
#include "bridge/crossing/file_feature.hpp"
#include "bridge/crossing/poll_words.hpp"
#include "bridge/crossing/to_xmpp.hpp"
#include "bridge/crossing/wording.hpp"
#include "mapping/conversation/geo_uri.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Feature;

// A file by itself. Of an element the link is the body; as words it is in the words.
mapping::Message message_with(mapping::File file, const mapping::Decision& decision, const std::string& sender) {
    mapping::Message said;
    if (decision.action == Action::text) {
        const auto& name =
            file.kind == mapping::FileKind::sticker && !file.description.empty() ? file.description : words_for(file);
        return words_of(
            worded(decision.words, {{"sender", sender}, {"link", file.source}, {"text", name}, {"name", name}}));
    }
    file.has_link_as_body = decision.action == Action::both;
    said.files.push_back(std::move(file));
    return said;
}

} // namespace

void ToXmpp::settle_files(OutwardDraft& draft) {
    auto& message = draft.message;
    auto files = std::exchange(message.files, {});
    if (files.empty()) {
        return;
    }
    for (auto& file : files) {
        const auto feature = feature_of(file.kind);
        const auto decision = draft.judge.decide(feature);
        if (decision.action == Action::drop || decision.action == Action::reject) {
            continue;
        }
        const auto name = words_for(file);
        auto linked = memory_.media.for_xmpp(std::move(file), draft.saying.at_ms);
        if (!linked) {
            draft.judge.overrule(feature, Action::text, linked.error().reason);
            draft.judge.lose(feature,
                             "The other side got only the name of " + name + ": " + linked.error().reason + '.', false);
            draft.out.push_back({.message = words_of('[' + name + ']'), .part = static_cast<int>(draft.out.size())});
            continue;
        }
        auto said = message_with(std::move(*linked), decision, draft.saying.name);
        said.spoiler = message.spoiler;
        if (draft.out.empty()) {
            said.thread = message.thread;
            said.reply = message.reply;
            if (said.reply) {
                said.reply->quotation.clear(); // nothing may stand beside the link
            }
        }
        draft.out.push_back({.message = std::move(said), .part = static_cast<int>(draft.out.size())});
    }
    draft.is_over = draft.is_over || message.body.empty();
    if (!draft.out.empty()) {
        message.reply.reset();
    }
}

void ToXmpp::settle_place(OutwardDraft& draft) {
    auto& message = draft.message;
    if (!message.place) {
        return;
    }
    const auto decision = draft.judge.decide(Feature::location);
    if (decision.action == Action::drop || decision.action == Action::reject) {
        draft.is_over = true;
        return;
    }
    const auto link = mapping::geo_uri_of(*message.place);
    const auto name = message.place->name.empty() ? message.body : message.place->name;
    if (decision.action != Action::native) {
        auto said = words_of(worded(decision.words, {{"sender", draft.saying.name}, {"text", name}, {"link", link}}));
        const auto begin = said.body.find_first_not_of(' ');
        message.body = begin == std::string::npos ? link : said.body.substr(begin);
        message.kind = said.kind;
    } else {
        message.body.clear();
    }
    message.rich.reset();
    if (decision.action == Action::text) {
        message.place.reset();
    }
}

Task<void> ToXmpp::settle_poll(OutwardDraft& draft) {
    auto& message = draft.message;
    if (!message.poll) {
        co_return;
    }
    const auto poll = *std::exchange(message.poll, std::nullopt);
    const auto decision = draft.judge.decide(Feature::poll);
    if (decision.action == Action::drop || decision.action == Action::reject) {
        draft.is_over = true;
        co_return;
    }
    if (decision.action != Action::text) {
        draft.judge.overrule(Feature::poll, Action::text, "XMPP knows no polls");
    }
    PollRecord record{draft.venue.room, draft.saying.id, poll.question, {}, poll.most_choices};
    for (const auto& answer : poll.answers) {
        record.answers.push_back(answer.id);
    }
    co_await memory_.polls.save(std::move(record));
    const auto said = words_of(worded(decision.words, {{"sender", draft.saying.name}, {"text", words_of_poll(poll)}}));
    message.kind = said.kind;
    message.body = said.body;
    message.rich.reset();
}

} // namespace bascule::bridge
