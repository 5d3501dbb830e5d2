// The part of ToMatrix that settles how words are said: kind, marks, spoilers, mentions, votes in words.
#include "bridge/crossing/poll_words.hpp"
#include "bridge/crossing/to_matrix.hpp"
#include "bridge/crossing/wording.hpp"
#include "mapping/conversation/names_in_text.hpp"
#include "mapping/text/styling.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Feature;

constexpr std::size_t most_names = 20; // that one message alerts by words

mapping::Feature feature_of(mapping::MessageKind kind) {
    switch (kind) {
        case mapping::MessageKind::emote:
            return Feature::emote;
        case mapping::MessageKind::notice:
            return Feature::notice;
        case mapping::MessageKind::text:
            break;
    }
    return Feature::text;
}

// XEP-0045: an occupant is named by his seat; elsewhere people are named by their own address.
const Participant* named(const std::vector<Participant>& people, const mapping::Mention& mention) {
    const auto jid = mapping::Jid::parse(mention.who);
    const auto found = std::ranges::find_if(people, [&](const Participant& one) {
        const bool is_seat =
            mention.by == mapping::Mention::By::jid && jid && (one.jid == *jid || one.jid == jid->bare());
        const auto& occupant = mention.by == mapping::Mention::By::occupant_id ? mention.who : mention.occupant_id;
        return is_seat || (!occupant.empty() && one.occupant_id == occupant);
    });
    return found == people.end() ? nullptr : &*found;
}

bool is_named(const std::vector<mapping::Mention>& mentions, const mapping::UserId& user) {
    return std::ranges::find(mentions, user.str(), &mapping::Mention::who) != mentions.end();
}

} // namespace

void ToMatrix::settle_kind(InwardDraft& draft) {
    auto& message = draft.message;
    if (message.body.empty()) {
        return;
    }
    const auto decision = draft.judge.decide(feature_of(message.kind));
    if (decision.action == Action::drop) {
        draft.is_over = true;
        message.body.clear();
        message.rich.reset();
    } else if (decision.action == Action::text || decision.action == Action::both) {
        word(message, decision.words, {{"sender", draft.saying.name}});
        if (message.kind == mapping::MessageKind::emote) {
            message.kind = mapping::MessageKind::text;
        }
    }
    if (!message.rich) {
        return;
    }
    const auto format = draft.judge.decide(Feature::format);
    if (format.action == Action::text) {
        message.body = mapping::write_plain(*message.rich);
    }
    if (format.action == Action::text || format.action == Action::drop) {
        message.rich.reset();
    }
}

void ToMatrix::settle_spoiler(InwardDraft& draft) {
    auto& message = draft.message;
    if (!message.spoiler) {
        return;
    }
    const auto decision = draft.judge.decide(Feature::spoiler);
    if (decision.action == Action::text) {
        word(message, decision.words, {{"sender", draft.saying.name}, {"reason", *message.spoiler}});
        message.spoiler.reset();
    } else if (decision.action == Action::drop) {
        draft.judge.overrule(Feature::spoiler, Action::drop, "what was to be hidden does not cross uncovered");
        draft.is_over = true;
    }
}

Task<void> ToMatrix::settle_mentions(InwardDraft& draft) {
    auto& message = draft.message;
    const auto said = std::exchange(message.mentions, {});
    const bool all = std::exchange(message.mentions_room, false);
    const auto people = co_await draft.venue.participants.all();
    std::vector<mapping::Mention> found;
    for (const auto& mention : said) {
        const auto* const person = named(people, mention);
        if (person != nullptr && !is_named(found, person->user)) {
            found.push_back({mapping::Mention::By::user_id, person->user.str(), mention.at});
        }
    }
    for (const auto& person : people) {
        const auto at = draft.venue.is_muc() ? mapping::name_in(message.body, person.name) : std::nullopt;
        if (at && found.size() < most_names && person.user != draft.saying.speaker && !is_named(found, person.user)) {
            found.push_back({mapping::Mention::By::user_id, person.user.str(), *at});
        }
    }
    if (said.empty() && found.empty() && !all) {
        co_return;
    }
    const auto decision = draft.judge.decide(Feature::mention);
    if (found.size() < said.size()) {
        draft.judge.overrule(Feature::mention, decision.action, "not all who are named are known in the room");
    }
    const bool is_native = decision.action == Action::native || decision.action == Action::both;
    if (is_native) {
        message.mentions = std::move(found);
    }
    if (all) {
        const auto may = co_await draft.venue.participants.may_alert_room(draft.saying.speaker);
        if (!may) {
            draft.judge.overrule(Feature::mention, Action::text, "the sender has no right to alert the whole room");
        }
        message.mentions_room = may && is_native;
    }
}

// `!vote 2` is for the poll that was shown last, or for the one it answers.
Task<bool> ToMatrix::settle_vote(InwardDraft& draft) {
    const auto numbers = numbers_in_vote(draft.message.body);
    if (!numbers) {
        co_return false;
    }
    std::optional<PollRecord> poll;
    if (draft.message.reply) {
        const auto answered = co_await message_of_stanza(memory_.links, draft.venue, draft.message.reply->target);
        if (answered) {
            poll = co_await memory_.polls.of_event(answered->event);
        }
    }
    if (!poll) {
        poll = co_await memory_.polls.latest_in(draft.venue.room);
    }
    if (!poll) {
        co_return false;
    }
    const auto decision = draft.judge.decide(Feature::poll);
    if (decision.action != Action::native && decision.action != Action::both) {
        co_return decision.action != Action::text;
    }
    if (auto vote = vote_for(*poll, *numbers)) {
        draft.out.push_back({.act = std::move(*vote)});
    } else {
        draft.judge.overrule(Feature::poll, Action::drop, "the poll has no such answer");
        draft.judge.lose(Feature::poll,
                         "Your vote does not count: the poll has " + std::to_string(poll->answers.size()) +
                             " answers, of which you may choose " + std::to_string(poll->most_choices) + '.',
                         true);
    }
    co_return true;
}

} // namespace bascule::bridge
