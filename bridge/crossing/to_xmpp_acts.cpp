// The part of ToXmpp for what is done to earlier messages, and for what has no element in XMPP at all.
#include "bridge/crossing/to_xmpp.hpp"
#include "bridge/crossing/wording.hpp"
#include "mapping/conversation/emoji.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Feature;

constexpr std::size_t most_pins = 10;

void say(OutwardDraft& draft, mapping::Message message) {
    draft.out.push_back({.message = std::move(message), .part = static_cast<int>(draft.out.size())});
}

// The element, with words where the table wants both.
void do_natively(OutwardDraft& draft, mapping::Act act, const mapping::Decision& decision,
                 const mapping::TemplateValues& values) {
    Passage passage{.act = std::move(act), .part = static_cast<int>(draft.out.size())};
    if (decision.action == Action::both) {
        passage.message = words_of(worded(decision.words, values));
    }
    draft.out.push_back(std::move(passage));
}

bool is_nothing(Action action) {
    return action == Action::drop || action == Action::reject;
}

std::vector<std::string> emojis_of(const std::vector<ReactionMark>& marks) {
    std::vector<std::string> emojis;
    std::vector<std::string> bare;
    for (const auto& mark : marks) {
        const auto plain = mapping::without_selectors(mark.emoji);
        if (mapping::is_emoji(mark.emoji) && std::ranges::find(bare, plain) == bare.end()) {
            emojis.push_back(mark.emoji);
            bare.push_back(plain);
        }
    }
    return emojis;
}

} // namespace

Task<void> ToXmpp::do_act(OutwardDraft& draft, mapping::Reaction reaction) {
    const auto decision = draft.judge.decide(Feature::reaction);
    const auto target = mapping::EventId::parse(reaction.target);
    if (!target || reaction.emoji.empty()) {
        draft.judge.overrule(Feature::reaction, Action::drop, "it names no message or no emoji");
        co_return;
    }
    const auto message = co_await message_of_event(memory_.links, draft.venue, reaction.target);
    const auto reference = message ? message->reference(draft.venue) : std::string{};
    const bool is_words = decision.action == Action::text || reference.empty() || !mapping::is_emoji(reaction.emoji);
    ReactionMark mark{draft.venue.room, *target, draft.saying.sender, reaction.emoji, draft.saying.id};
    mark.told_by = is_words && !is_nothing(decision.action) ? std::string{} : draft.saying.id.str();
    co_await memory_.reactions.add(std::move(mark));
    if (is_nothing(decision.action)) {
        co_return;
    }
    if (!message) {
        draft.judge.overrule(Feature::reaction, Action::drop, "the message is not known there");
        co_return;
    }
    auto values = message->values();
    values["sender"] = draft.saying.name;
    values["emoji"] = shown(reaction.emoji);
    if (!is_words) {
        const auto marks = co_await memory_.reactions.of_person(*target, draft.saying.sender);
        mapping::Reactions all{reference, emojis_of(marks)};
        do_natively(draft, std::move(all), decision, values);
        co_return;
    }
    if (decision.action != Action::text) {
        draft.judge.overrule(Feature::reaction, Action::text,
                             reference.empty() ? "the MUC has given the message no stanza-id" : "it is no emoji");
    }
    co_await say_reactions(draft, *target, decision, std::move(values));
}

Task<void> ToXmpp::say_reactions(OutwardDraft& draft, mapping::EventId target, mapping::Decision decision,
                                 mapping::TemplateValues values) {
    const auto name = draft.saying.id.str();
    const auto marks = co_await memory_.reactions.of_person(target, draft.saying.sender);
    const auto emojis = emojis_to_say(marks, name);
    const auto own = std::ranges::find(marks, draft.saying.id, &ReactionMark::event);
    const bool is_to_say = own != marks.end() && (own->told_by.empty() || own->told_by == name);
    if (!is_to_say) {
        draft.judge.overrule(
            Feature::reaction, Action::drop,
            own == marks.end() ? "it was taken back before it was said" : "it was said together with another");
        co_return;
    }
    values["emoji"] = emojis;
    say(draft, words_of(worded(decision.words, values)));
    draft.line = ReactionLine{std::move(target), draft.saying.sender, name};
}

// Who takes a reaction back has the rest of them on the message still.
Task<void> ToXmpp::take_back(OutwardDraft& draft, ReactionMark mark) {
    const auto decision = draft.judge.decide(Feature::reaction);
    co_await memory_.reactions.remove(mark.event);
    if (is_nothing(decision.action)) {
        co_return;
    }
    const auto message = co_await message_of_event(memory_.links, draft.venue, mark.target.str());
    const auto reference = message ? message->reference(draft.venue) : std::string{};
    if (decision.action == Action::text || reference.empty() || !mapping::is_emoji(mark.emoji)) {
        draft.judge.overrule(Feature::reaction, Action::drop,
                             "a reaction that was said in words is taken back silently");
        co_return;
    }
    if (mark.actor != draft.saying.sender) {
        draft.judge.overrule(Feature::reaction, Action::drop, "XMPP lets nobody take back another's reaction");
        co_return;
    }
    const auto marks = co_await memory_.reactions.of_person(mark.target, mark.actor);
    mapping::Reactions rest{reference, emojis_of(marks)};
    auto silent = decision;
    silent.action = Action::native; // there are no words for it
    do_natively(draft, std::move(rest), silent, {});
}

Task<void> ToXmpp::do_act(OutwardDraft& draft, mapping::Redaction redaction) {
    const auto target = mapping::EventId::parse(redaction.target);
    if (!target) {
        draft.judge.decide(Feature::redaction);
        draft.judge.overrule(Feature::redaction, Action::drop, "it names no event");
        co_return;
    }
    if (auto mark = co_await memory_.reactions.of_event(*target)) {
        co_await take_back(draft, std::move(*mark));
        co_return;
    }
    const auto message = co_await message_of_event(memory_.links, draft.venue, redaction.target);
    const auto speaker = message ? message->speaker() : std::string{};
    const bool is_own = speaker.empty() || speaker == draft.saying.sender.str();
    const auto feature = is_own ? Feature::redaction : Feature::moderation;
    const auto decision = draft.judge.decide(feature);
    if (message) {
        co_await memory_.links.forget_words(*target);
    }
    if (is_nothing(decision.action)) {
        co_return;
    }
    const auto parts = message ? message->retractable(draft.venue) : std::vector<std::string>{};
    auto values = message ? message->values() : mapping::TemplateValues{};
    values["sender"] = draft.saying.name;
    values["reason"] = redaction.reason.empty() ? std::string{"no reason given"} : redaction.reason;
    if (decision.action == Action::text || (message && parts.empty())) {
        if (decision.action != Action::text) {
            draft.judge.overrule(feature, Action::text, "the MUC has given the message no stanza-id");
        }
        say(draft, words_of(worded(decision.words, values)));
        co_return;
    }
    if (parts.empty()) {
        draft.judge.overrule(feature, Action::drop, "the message is not known there");
        co_return;
    }
    const auto by = is_own ? mapping::Redaction::By::author : mapping::Redaction::By::moderator;
    for (const auto& part : parts) {
        do_natively(draft, mapping::Redaction{part, by, redaction.reason}, decision, values);
        if (!is_own) {
            draft.out.back().author = speaker;
            draft.out.back().otherwise = worded(decision.words, values);
        }
    }
}

Task<void> ToXmpp::do_act(OutwardDraft& draft, mapping::Reactions /*reactions*/) {
    draft.judge.decide(Feature::unknown); // no event says that
    co_return;
}

Task<void> ToXmpp::do_act(OutwardDraft& draft, mapping::Vote /*vote*/) {
    draft.judge.decide(Feature::poll);
    draft.judge.overrule(Feature::poll, Action::drop, "votes are counted when the poll ends");
    co_return;
}

Task<void> ToXmpp::do_act(OutwardDraft& draft, mapping::PollEnd end) {
    const auto decision = draft.judge.decide(Feature::poll);
    if (is_nothing(decision.action)) {
        co_return;
    }
    const auto text = end.text.empty() ? std::string{"The poll is over."} : end.text;
    auto said = words_of(worded(decision.words, {{"sender", draft.saying.name}, {"text", "📊 " + text}}));
    const auto poll = co_await message_of_event(memory_.links, draft.venue, end.target);
    if (poll && !poll->reference(draft.venue).empty()) {
        said.reply = mapping::Reply{.target = poll->reference(draft.venue)};
    }
    say(draft, std::move(said));
}

Task<Crossing> ToXmpp::cross(MatrixSaying saying, Pins pins, Venue venue) {
    auto draft = co_await begin(saying, venue);
    const auto decision = draft.judge.decide(Feature::pin);
    if (is_nothing(decision.action)) {
        pins.added.clear();
    }
    pins.added.resize(std::min(pins.added.size(), most_pins));
    for (const auto& event : pins.added) {
        const auto message = co_await message_of_event(memory_.links, venue, event);
        auto values = message ? message->values() : mapping::TemplateValues{};
        values["sender"] = saying.name;
        if (values["quote"].empty()) {
            values["quote"] = "…";
        }
        say(draft, words_of(worded(decision.words, values)));
    }
    if (decision.action == Action::native || decision.action == Action::both) {
        draft.judge.overrule(Feature::pin, Action::text, "XMPP knows no pinned messages");
    }
    co_return std::move(draft).concluded();
}

Task<Crossing> ToXmpp::cross(MatrixSaying saying, Call /*call*/, Venue venue) {
    auto draft = co_await begin(saying, venue);
    const auto decision = draft.judge.decide(Feature::call);
    if (!is_nothing(decision.action)) {
        if (decision.action != Action::text) {
            draft.judge.overrule(Feature::call, Action::text, "calls themselves do not cross");
        }
        const auto link = "https://matrix.to/#/" + venue.room.str();
        say(draft, words_of(worded(decision.words, {{"sender", saying.name}, {"link", link}})));
    }
    co_return std::move(draft).concluded();
}

Task<Crossing> ToXmpp::cross(MatrixSaying saying, OtherEvent event, Venue venue) {
    auto draft = co_await begin(saying, venue);
    const auto decision = draft.judge.decide(Feature::unknown);
    if (!is_nothing(decision.action)) {
        if (event.body.empty()) {
            draft.judge.overrule(Feature::unknown, Action::drop, event.type + " has no words");
        } else {
            draft.judge.overrule(Feature::unknown, Action::text, event.type + " is not known; its words cross");
            say(draft, words_of(worded(decision.words, {{"sender", saying.name}, {"text", event.body}})));
        }
    }
    co_return std::move(draft).concluded();
}

} // namespace bascule::bridge
