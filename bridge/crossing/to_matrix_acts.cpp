// The part of ToMatrix for what is done to earlier messages.
#include "bridge/crossing/poll_words.hpp"
#include "bridge/crossing/to_matrix.hpp"
#include "bridge/crossing/wording.hpp"
#include "mapping/conversation/emoji.hpp"

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
    const auto wanted = distinct(reactions.emojis);
    const auto marks = co_await memory_.reactions.of_person(message->event, draft.saying.speaker);
    std::vector<std::string> present;
    for (const auto& mark : marks) {
        present.push_back(mark.emoji);
        if (!has(wanted, mark.emoji)) {
            do_it(draft, mapping::Redaction{.target = mark.event.str()});
        }
    }
    auto values = message->values();
    values["sender"] = draft.saying.name;
    for (const auto& emoji : wanted) {
        if (has(present, emoji)) {
            continue;
        }
        if (decision.action != Action::text) {
            do_it(draft, mapping::Reaction{message->event.str(), emoji});
        }
        if (decision.action == Action::text || decision.action == Action::both) {
            values["emoji"] = emoji;
            say(draft, worded(decision.words, values));
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
