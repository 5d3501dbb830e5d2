// The part of ToXmpp that settles how words are said: kind, marks, spoilers, mentions.
#include "bridge/crossing/to_xmpp.hpp"
#include "bridge/crossing/wording.hpp"
#include "mapping/conversation/names_in_text.hpp"
#include "mapping/text/styling.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Feature;
using mapping::NodeKind;

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

bool has_kind(const std::vector<mapping::RichNode>& nodes, NodeKind kind) {
    return std::ranges::any_of(
        nodes, [&](const mapping::RichNode& node) { return node.kind == kind || has_kind(node.children, kind); });
}

void take_out(std::vector<mapping::RichNode>& nodes, NodeKind kind) {
    std::erase_if(nodes, [&](const mapping::RichNode& node) { return node.kind == kind; });
    for (auto& node : nodes) {
        take_out(node.children, kind);
    }
}

// A pill shows what its person is called over there.
bool rename_pill(std::vector<mapping::RichNode>& nodes, const std::string& words, const std::string& name) {
    return std::ranges::any_of(nodes, [&](mapping::RichNode& node) {
        const bool is_pill = node.kind == NodeKind::link && mapping::is_mention(node.value);
        if (is_pill && node.children.size() == 1 && node.children.front().text == words) {
            node.children.front().text = name;
            return true;
        }
        return rename_pill(node.children, words, name);
    });
}

void rename_in(mapping::Message& message, mapping::Mention& mention, const std::string& name) {
    const auto words = std::string{mapping::part_of(message.body, mention.at)};
    if (mention.at.is_empty() || words == name || words.empty()) {
        return;
    }
    const auto before = mapping::part_of(message.body, {0, mention.at.begin}).size();
    message.body.replace(before, words.size(), name);
    if (message.rich) {
        rename_pill(message.rich->blocks, words, name);
    }
    const auto length = mapping::code_points(name);
    const auto end = mention.at.end;
    const auto new_end = mention.at.begin + length;
    for (auto& other : message.mentions) {
        if (!other.at.is_empty() && other.at.begin >= end) {
            other.at = {other.at.begin - end + new_end, other.at.end - end + new_end};
        }
    }
    mention.at.end = new_end;
}

} // namespace

void ToXmpp::settle_kind(OutwardDraft& draft) {
    auto& message = draft.message;
    if (message.body.empty()) {
        return; // there are no words: a file, a place or a poll says what it is
    }
    const auto decision = draft.judge.decide(feature_of(message.kind));
    if (decision.action == Action::drop) {
        draft.is_over = true;
        message.body.clear();
        message.rich.reset();
    } else if (decision.action == Action::text || decision.action == Action::both) {
        const bool is_emote = message.kind == mapping::MessageKind::emote;
        word(message, decision.words, {{"sender", draft.saying.name}});
        message.kind =
            is_emote && message.kind == mapping::MessageKind::emote ? mapping::MessageKind::text : message.kind;
    }
}

void ToXmpp::settle_marks(OutwardDraft& draft) {
    auto& message = draft.message;
    if (!message.rich) {
        return;
    }
    if (has_kind(message.rich->blocks, NodeKind::emoji)) {
        const auto decision = draft.judge.decide(Feature::custom_emoji);
        if (decision.action == Action::drop) {
            take_out(message.rich->blocks, NodeKind::emoji);
            message.body = mapping::write_plain(*message.rich);
        } else if (decision.action == Action::native || decision.action == Action::both) {
            draft.judge.overrule(Feature::custom_emoji, Action::text, "XMPP is shown its shortcode");
        }
    }
    const auto decision = draft.judge.decide(Feature::format);
    if (decision.action == Action::text) {
        message.body = mapping::write_plain(*message.rich);
    }
    if (decision.action == Action::text || decision.action == Action::drop) {
        message.rich.reset();
    }
}

void ToXmpp::settle_spoiler(OutwardDraft& draft) {
    auto& message = draft.message;
    const bool is_inside = message.rich && has_kind(message.rich->blocks, NodeKind::spoiler);
    if (!message.spoiler && is_inside) {
        const auto decision = draft.judge.decide(Feature::spoiler);
        if (decision.action == Action::native || decision.action == Action::both) {
            draft.judge.overrule(Feature::spoiler, Action::text, "XEP-0382 hides whole messages, not parts of them");
        }
    }
    if (!message.spoiler) {
        return;
    }
    const auto decision = draft.judge.decide(Feature::spoiler);
    if (decision.action == Action::text || decision.action == Action::both) {
        word(message, decision.words, {{"sender", draft.saying.name}, {"reason", *message.spoiler}});
    }
    if (decision.action == Action::drop) {
        draft.judge.overrule(Feature::spoiler, Action::drop, "what was to be hidden does not cross uncovered");
        draft.is_over = true;
    }
    if (decision.action == Action::text) {
        message.spoiler.reset();
    }
}

Task<void> ToXmpp::settle_mentions(OutwardDraft& draft) {
    auto& message = draft.message;
    if (message.mentions.empty() && !message.mentions_room) {
        co_return;
    }
    const auto decision = draft.judge.decide(Feature::mention);
    const auto people = co_await draft.venue.participants.all();
    std::vector<mapping::Mention> kept;
    for (auto& mention : message.mentions) {
        const auto person =
            std::ranges::find(people, mention.who, [](const Participant& one) { return one.user.str(); });
        if (person == people.end()) {
            draft.judge.overrule(Feature::mention, decision.action, mention.who + " is not known on the other side");
            continue;
        }
        rename_in(message, mention, person->name);
    }
    for (const auto& mention : message.mentions) {
        const auto person =
            std::ranges::find(people, mention.who, [](const Participant& one) { return one.user.str(); });
        if (person != people.end()) {
            kept.push_back({mapping::Mention::By::jid, person->jid.str(), mention.at, person->occupant_id});
        }
    }
    const bool is_native = decision.action == Action::native || decision.action == Action::both;
    message.mentions = is_native ? std::move(kept) : std::vector<mapping::Mention>{};
    if (message.mentions_room) {
        const auto may = co_await draft.venue.participants.may_alert_room(draft.saying.sender);
        if (!may) {
            draft.judge.overrule(Feature::mention, Action::text, "the sender has no right to alert the whole room");
        }
        message.mentions_room = may && is_native;
    }
}

} // namespace bascule::bridge
