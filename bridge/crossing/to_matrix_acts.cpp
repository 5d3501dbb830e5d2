// The part of ToMatrix for what is done to earlier messages.
#include "bridge/crossing/poll_words.hpp"
#include "bridge/crossing/to_matrix.hpp"
#include "bridge/crossing/wording.hpp"
#include "mapping/conversation/emoji.hpp"
#include "mapping/sha256.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Feature;

constexpr std::size_t most_emojis = 30; // of one person on one message

bool is_nothing(Action action) {
    return action == Action::drop || action == Action::reject;
}

void do_it(InwardDraft& draft, mapping::Act act) {
    draft.out.push_back({.act = std::move(act), .part = static_cast<int>(draft.out.size())});
}

void say(InwardDraft& draft, std::string words) {
    draft.out.push_back({.message = words_of(std::move(words)), .part = static_cast<int>(draft.out.size())});
}

std::vector<std::string> distinct(const std::vector<std::string>& emojis) {
    std::vector<std::string> kept;
    for (const auto& emoji : emojis) {
        const auto is_same = [&](const std::string& other) {
            return mapping::without_selectors(other) == mapping::without_selectors(emoji);
        };
        if (!emoji.empty() && kept.size() < most_emojis && std::ranges::none_of(kept, is_same)) {
            kept.push_back(emoji);
        }
    }
    return kept;
}

// A reaction of which Matrix was told in words has no event. This names it, and is no event's id: none has a space.
constexpr std::string_view said_in_words = "$in words ";

bool is_said_in_words(const ReactionMark& mark) {
    return mark.event.str().starts_with(said_in_words);
}

mapping::EventId name_in_words(const XmppSaying& saying, const std::string& target, const std::string& emoji) {
    const auto name = mapping::sha256_hex(saying.speaker.str() + '\n' + target + '\n' + saying.id + '\n' + emoji);
    return mapping::EventId::parse(std::string{said_in_words} + name).value();
}

bool has(const std::vector<std::string>& emojis, const std::string& emoji) {
    return std::ranges::any_of(emojis, [&](const std::string& other) {
        return mapping::without_selectors(other) == mapping::without_selectors(emoji);
    });
}

} // namespace

Task<void> ToMatrix::do_act(InwardDraft& draft, mapping::Reaction /*reaction*/) {
    draft.judge.decide(Feature::unknown); // no stanza says that
    co_return;
}

// Keycaps on a poll are votes in it.
Task<bool> ToMatrix::vote_by(InwardDraft& draft, const KnownMessage& poll, const mapping::Reactions& reactions) {
    const auto record = co_await memory_.polls.of_event(poll.event);
    if (!record) {
        co_return false;
    }
    std::vector<int> numbers;
    for (const auto& emoji : reactions.emojis) {
        const auto number = mapping::keycap_number(emoji);
        if (!number) {
            co_return false;
        }
        numbers.push_back(*number);
    }
    auto vote = vote_for(*record, numbers);
    if (!vote) {
        co_return false;
    }
    const auto decision = draft.judge.decide(Feature::poll);
    if (!is_nothing(decision.action)) {
        do_it(draft, std::move(*vote));
    }
    co_return true;
}

// XEP-0444 §3: the set is complete, so what is missing in it was taken back.
Task<void> ToMatrix::do_act(InwardDraft& draft, mapping::Reactions reactions) {
    const auto message = co_await message_of_stanza(memory_.links, draft.venue, reactions.target);
    if (message) {
        const bool is_vote = co_await vote_by(draft, *message, reactions);
        if (is_vote) {
            co_return;
        }
    }
    const auto decision = draft.judge.decide(Feature::reaction);
    if (is_nothing(decision.action)) {
        co_return;
    }
    if (!message) {
        draft.judge.overrule(Feature::reaction, Action::drop, "the message is not known here");
        co_return;
    }
    auto wanted = distinct(reactions.emojis);
    if (decision.action == Action::text) {
        co_await say_reactions(draft, *message, std::move(wanted), decision);
        co_return;
    }
    const auto marks = co_await memory_.reactions.of_person(message->event, draft.saying.speaker);
    std::vector<std::string> present;
    for (const auto& mark : marks) {
        if (is_said_in_words(mark)) {
            continue;
        }
        present.push_back(mark.emoji);
        if (!has(wanted, mark.emoji)) {
            do_it(draft, mapping::Redaction{.target = mark.event.str()});
        }
    }
    auto values = message->values();
    values["sender"] = draft.saying.name;
    std::string fresh;
    for (const auto& emoji : wanted) {
        if (!has(present, emoji)) {
            do_it(draft, mapping::Reaction{message->event.str(), emoji});
            fresh += (fresh.empty() ? "" : " ") + emoji;
        }
    }
    if (decision.action == Action::both && !fresh.empty()) {
        values["emoji"] = fresh;
        say(draft, worded(decision.words, values));
    }
}

// What is taken back of words is taken back silently; what stands there as a reaction still goes. When the line's time
// has come, the set is an old one: what it changed was changed when it came.
Task<void> ToMatrix::say_reactions(InwardDraft& draft, const KnownMessage& message, std::vector<std::string> wanted,
                                   mapping::Decision decision) {
    const auto& saying = draft.saying;
    std::vector<mapping::EventId> own;
    bool has_come_before = false;
    for (const auto& emoji : wanted) {
        own.push_back(name_in_words(saying, message.event.str(), emoji));
        const auto known = co_await memory_.reactions.of_event(own.back());
        has_come_before = has_come_before || known;
    }
    if (!has_come_before) {
        co_await change_reactions(draft, message, std::move(wanted));
    }
    const auto marks = co_await memory_.reactions.of_person(message.event, saying.speaker);
    const bool is_news = std::ranges::any_of(marks, [&](const ReactionMark& mark) {
        const bool is_own = std::ranges::find(own, mark.event) != own.end();
        return is_own && (mark.told_by.empty() || mark.told_by == saying.id);
    });
    if (!is_news) {
        draft.judge.overrule(Feature::reaction, Action::drop, "nothing is new, or it was said together with others");
        co_return;
    }
    auto values = message.values();
    values["sender"] = saying.name;
    values["emoji"] = emojis_to_say(marks, saying.id);
    say(draft, worded(decision.words, values));
    draft.line = ReactionLine{message.event, saying.speaker, saying.id};
}

Task<void> ToMatrix::change_reactions(InwardDraft& draft, const KnownMessage& message,
                                      std::vector<std::string> wanted) {
    const auto marks = co_await memory_.reactions.of_person(message.event, draft.saying.speaker);
    std::vector<std::string> present;
    for (const auto& mark : marks) {
        present.push_back(mark.emoji);
        if (has(wanted, mark.emoji)) {
            continue;
        }
        if (is_said_in_words(mark)) {
            co_await memory_.reactions.remove(mark.event);
        } else {
            do_it(draft, mapping::Redaction{.target = mark.event.str()});
        }
    }
    for (const auto& emoji : wanted) {
        if (!has(present, emoji)) {
            ReactionMark mark{draft.venue.room, message.event, draft.saying.speaker, emoji,
                              name_in_words(draft.saying, message.event.str(), emoji)};
            co_await memory_.reactions.add(std::move(mark));
        }
    }
}

Task<void> ToMatrix::do_act(InwardDraft& draft, mapping::Redaction redaction) {
    const bool is_by_room = redaction.by == mapping::Redaction::By::moderator;
    const auto feature = is_by_room ? Feature::moderation : Feature::redaction;
    const auto decision = draft.judge.decide(feature);
    if (is_nothing(decision.action)) {
        co_return;
    }
    // XEP-0425 §4.2: a moderator's word counts only where the room itself gives it.
    if (is_by_room && !draft.saying.is_by_room) {
        draft.judge.overrule(feature, Action::drop, "only the MUC itself may say that a moderator removed something");
        co_return;
    }
    const auto author = is_by_room ? std::string{} : draft.saying.speaker.str();
    auto messages = co_await messages_of_stanza(memory_.links, draft.venue, redaction.target, author);
    if (messages.empty()) {
        draft.judge.overrule(
            feature, Action::drop,
            is_by_room ? "the message is not known here" : "no message of this sender is known by that id");
        co_return;
    }
    std::erase_if(messages, [](const KnownMessage& message) { return message.is_gone(); });
    if (messages.empty()) {
        draft.judge.overrule(feature, Action::drop, "it is gone already");
        co_return;
    }
    if (decision.action != Action::text) {
        for (const auto& message : messages) {
            do_it(draft, mapping::Redaction{message.event.str(), redaction.by, redaction.reason});
            draft.out.back().author = message.speaker();
        }
    }
    if (decision.action == Action::text || decision.action == Action::both) {
        auto values = messages.front().values();
        values["sender"] = draft.saying.name;
        values["reason"] = redaction.reason.empty() ? std::string{"no reason given"} : redaction.reason;
        say(draft, worded(decision.words, values));
    }
}

Task<void> ToMatrix::do_act(InwardDraft& draft, mapping::Vote /*vote*/) {
    draft.judge.decide(Feature::unknown);
    co_return;
}

Task<void> ToMatrix::do_act(InwardDraft& draft, mapping::PollEnd /*end*/) {
    draft.judge.decide(Feature::unknown);
    co_return;
}

} // namespace bascule::bridge
