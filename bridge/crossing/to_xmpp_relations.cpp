// The part of ToXmpp that ties a message to others: edits, replies, threads.
#include "bridge/crossing/to_xmpp.hpp"
#include "bridge/crossing/wording.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Feature;

mapping::TemplateValues values_with(mapping::TemplateValues values, const std::string& sender) {
    values["sender"] = sender;
    return values;
}

} // namespace

Task<void> ToXmpp::settle_edit(OutwardDraft& draft) {
    auto& message = draft.message;
    if (message.replaces.empty()) {
        co_return;
    }
    const auto event = std::exchange(message.replaces, {});
    const auto decision = draft.judge.decide(Feature::edit);
    const bool was_file = !message.files.empty();
    message.files.clear(); // a caption can be corrected, the file cannot
    if (decision.action == Action::drop || decision.action == Action::reject || draft.is_over) {
        draft.is_over = true;
        co_return;
    }
    if (was_file && message.body.empty()) {
        draft.judge.overrule(Feature::edit, Action::drop, "a file cannot be exchanged");
        draft.is_over = true;
        co_return;
    }
    const auto original = co_await message_of_event(memory_.links, draft.venue, event);
    const auto* const words = original ? original->words() : nullptr;
    const bool has_words = words == nullptr || !was_file || words->part > 0;
    if (decision.action == Action::native || decision.action == Action::both) {
        if (original && has_words && (words == nullptr || !words->message_id.empty())) {
            message.replaces = words == nullptr ? original->event.str() : words->message_id;
        } else {
            draft.judge.overrule(Feature::edit, Action::text,
                                 original ? "the original had no caption" : "the original is not known there");
        }
    }
    if (message.replaces.empty() || decision.action == Action::both) {
        word(message, decision.words, {{"sender", draft.saying.name}});
    }
}

Task<void> ToXmpp::settle_reply(OutwardDraft& draft) {
    auto& message = draft.message;
    if (!message.reply) {
        co_return;
    }
    const auto reply = *std::exchange(message.reply, std::nullopt);
    const auto decision = draft.judge.decide(Feature::reply);
    if (decision.action == Action::drop || decision.action == Action::reject) {
        co_return;
    }
    const auto answered = co_await message_of_event(memory_.links, draft.venue, reply.target);
    if (!answered) {
        draft.judge.overrule(Feature::reply, Action::drop, "what it answers is not known there");
        co_return;
    }
    auto values = values_with(answered->values(), draft.saying.name);
    values["quote"] = quotation_of(answered->body());
    const auto reference = answered->reference(draft.venue);
    const bool is_known = !answered->body().empty();
    const bool is_native = decision.action != Action::text && !reference.empty();
    if (!is_native) {
        if (decision.action != Action::text) {
            draft.judge.overrule(Feature::reply, Action::text, "the MUC has given what it answers no stanza-id");
        }
        if (is_known) {
            word(message, decision.words, std::move(values));
        }
        co_return;
    }
    message.reply = mapping::Reply{.target = reference};
    const auto people = co_await draft.venue.participants.all();
    for (const auto& person : people) {
        if (person.user.str() == answered->speaker()) {
            message.reply->author = person.jid.str();
        }
    }
    if (decision.action == Action::both && is_known) {
        message.reply->quotation = worded_beginning(decision.words, values);
    }
}

// Whether this thread was the one spoken in last, where threads are words.
bool ToXmpp::is_thread_shown(const OutwardDraft& draft, const std::string& root) {
    constexpr std::size_t most_addresses = 10'000;
    if (shown_threads_.size() > most_addresses) {
        shown_threads_.clear();
    }
    auto& shown = shown_threads_[draft.venue.address];
    const bool is_shown = shown.root == root && shown.by != draft.saying.id.str();
    if (shown.root != root) {
        shown = {root, draft.saying.id.str()};
    }
    return is_shown;
}

Task<void> ToXmpp::settle_thread(OutwardDraft& draft) {
    auto& message = draft.message;
    if (!message.thread) {
        if (message.replaces.empty()) {
            is_thread_shown(draft, {});
        }
        co_return;
    }
    const auto mark = *std::exchange(message.thread, std::nullopt);
    const auto decision = draft.judge.decide(Feature::thread);
    if (decision.action == Action::drop || decision.action == Action::reject) {
        co_return;
    }
    const auto root = co_await message_of_event(memory_.links, draft.venue, mark.id);
    const auto root_id = mapping::EventId::parse(mark.id);
    if (decision.action != Action::text && root_id) {
        const auto known = co_await memory_.threads.of_root(draft.venue.address, *root_id);
        const auto id = known ? known->id : mark.id;
        message.thread = mapping::ThreadMark{id};
        const bool is_first = !known || known->latest == draft.saying.id;
        const auto reference = root ? root->reference(draft.venue) : std::string{};
        if (is_first && !message.reply && !reference.empty()) { // it is begun by an answer to its root
            message.reply = mapping::Reply{.target = reference};
        }
        co_await keep_thread(draft, id, *root_id);
    }
    if (decision.action == Action::native || is_thread_shown(draft, mark.id)) {
        co_return;
    }
    auto values = root ? root->values() : mapping::TemplateValues{};
    if (values["quote"].empty()) {
        values["quote"] = "…";
    }
    word(message, decision.words, values_with(std::move(values), draft.saying.name));
}

Task<void> ToXmpp::keep_thread(OutwardDraft& draft, std::string thread_id, mapping::EventId root) {
    ThreadRecord record{draft.venue.address, std::move(thread_id), std::move(root), draft.saying.id};
    co_await memory_.threads.save(std::move(record));
}

} // namespace bascule::bridge
