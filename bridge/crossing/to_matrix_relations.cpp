// The part of ToMatrix that ties a message to others: edits, replies, threads.
#include "bridge/crossing/to_matrix.hpp"
#include "bridge/crossing/wording.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Feature;

// The root of the thread that the message is in; where it is in none it becomes one itself.
mapping::EventId root_of(const std::optional<KnownMessage>& message, const mapping::EventId& event) {
    const auto root = mapping::EventId::parse(message ? message->thread() : std::string{});
    return root ? *root : event;
}

} // namespace

// XEP-0308 §3: only who has said it may correct it; in a MUC that is known by the occupant, not by the nick.
Task<void> ToMatrix::settle_edit(InwardDraft& draft) {
    auto& message = draft.message;
    if (message.replaces.empty()) {
        co_return;
    }
    const auto id = std::exchange(message.replaces, {});
    const auto decision = draft.judge.decide(Feature::edit);
    if (decision.action == Action::drop || decision.action == Action::reject) {
        draft.is_over = true;
        message.files.clear();
        co_return;
    }
    const auto original = co_await message_of_author(memory_.links, draft.venue, id, draft.saying.speaker.str());
    if (original && decision.action != Action::text) {
        message.replaces = original->event.str();
        message.reply.reset(); // CS API, "Event replacements": relations are those of the original
        message.thread.reset();
    }
    if (!original && decision.action != Action::text) {
        draft.judge.overrule(Feature::edit, Action::text, "no message of this sender is known by that id");
    }
    if (message.replaces.empty() || decision.action == Action::both) {
        word(message, decision.words, {{"sender", draft.saying.name}});
    }
}

Task<void> ToMatrix::settle_reply(InwardDraft& draft) {
    auto& message = draft.message;
    if (!message.reply) {
        co_return;
    }
    const auto reply = *std::exchange(message.reply, std::nullopt);
    const auto decision = draft.judge.decide(Feature::reply);
    if (decision.action == Action::drop || decision.action == Action::reject) {
        co_return;
    }
    const auto answered = co_await message_of_stanza(memory_.links, draft.venue, reply.target);
    if (!answered) { // then the sender's own quotation is all there is
        draft.judge.overrule(Feature::reply, Action::text, "what it answers is not known here");
        put_before(message, reply.quotation);
        co_return;
    }
    if (decision.action == Action::text || decision.action == Action::both) {
        auto values = answered->values();
        values["sender"] = draft.saying.name;
        values["quote"] = quotation_of(answered->body());
        word(message, decision.words, std::move(values));
    }
    if (decision.action != Action::text) {
        message.reply = mapping::Reply{.target = answered->event.str()};
    }
}

Task<std::optional<ThreadRecord>> ToMatrix::thread_of(const InwardDraft& draft, std::string id) {
    auto known = co_await memory_.threads.of_id(draft.venue.address, id);
    if (known) {
        co_return known;
    }
    // What Matrix calls a thread we call by its root's id, and a MUC of ours calls the root by that as well.
    if (const auto root = co_await message_of_stanza(memory_.links, draft.venue, id)) {
        co_return ThreadRecord{draft.venue.address, std::move(id), root->event, root->event};
    }
    const auto event = mapping::EventId::parse(id);
    if (!event) {
        co_return std::nullopt;
    }
    co_return co_await memory_.threads.of_root(draft.venue.address, *event);
}

bool ToMatrix::is_thread_shown(const InwardDraft& draft, const std::string& root) {
    constexpr std::size_t most_addresses = 10'000;
    if (shown_threads_.size() > most_addresses) {
        shown_threads_.clear();
    }
    return std::exchange(shown_threads_[draft.venue.address], root) == root;
}

// Many clients give every message of a chat one and the same `<thread/>` (RFC 6121 §5.2.5), so there it counts only
// where it is known, or where the message answers another.
Task<void> ToMatrix::settle_thread(InwardDraft& draft) {
    auto& message = draft.message;
    if (!message.thread) {
        is_thread_shown(draft, {});
        co_return;
    }
    const auto id = std::exchange(message.thread, std::nullopt)->id;
    auto thread = co_await thread_of(draft, id);
    if (!thread && message.reply) {
        const auto answered = co_await message_of_event(memory_.links, draft.venue, message.reply->target);
        const auto event = mapping::EventId::parse(message.reply->target);
        if (event) {
            thread = ThreadRecord{draft.venue.address, id, root_of(answered, *event), *event};
        }
    }
    if (!thread) {
        co_return; // the first of a thread, which may become its root
    }
    const auto decision = draft.judge.decide(Feature::thread);
    if (decision.action == Action::drop || decision.action == Action::reject) {
        co_return;
    }
    const auto root = thread->root.str();
    const bool is_first_answer = message.reply && message.reply->target == root;
    if (decision.action != Action::text) {
        message.thread = mapping::ThreadMark{root, !message.reply || is_first_answer};
        if (!message.reply) {
            message.reply = mapping::Reply{.target = thread->latest.str()};
        }
    }
    if (decision.action == Action::native || is_thread_shown(draft, root)) {
        co_return;
    }
    const auto begun_by = co_await message_of_event(memory_.links, draft.venue, root);
    auto values = begun_by ? begun_by->values() : mapping::TemplateValues{};
    values["sender"] = draft.saying.name;
    if (values["quote"].empty()) {
        values["quote"] = "…";
    }
    word(message, decision.words, std::move(values));
}

} // namespace bascule::bridge
