#include "bridge/crossing/to_matrix.hpp"

#include "bridge/crossing/wording.hpp"
#include "mapping/conversation/excerpt.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_remembered = 400; // code points of a line of a message

const mapping::EventId& known_or(const mapping::Result<mapping::EventId>& known, const mapping::EventId& other) {
    return known ? *known : other;
}

} // namespace

Task<InwardDraft> ToMatrix::begin(const XmppSaying& saying, const Venue& venue) {
    auto table = co_await memory_.rules.table();
    Judge judge{std::move(table), mapping::Direction::xmpp_to_matrix, venue.address};
    co_return InwardDraft{saying, venue, std::move(judge), {}};
}

Task<Crossing> ToMatrix::cross(XmppSaying saying, mapping::Message message, Venue venue) {
    auto draft = co_await begin(saying, venue);
    draft.message = std::move(message);
    const auto is_vote = co_await settle_vote(draft);
    if (is_vote) {
        co_return std::move(draft).concluded();
    }
    settle_kind(draft);
    co_await settle_mentions(draft);
    settle_spoiler(draft);
    settle_place(draft);
    co_await settle_edit(draft);
    co_await settle_reply(draft);
    co_await settle_thread(draft);
    co_await settle_files(draft);
    if (!draft.is_over) {
        co_await settle_length(draft);
    }
    co_return std::move(draft).concluded();
}

Task<Crossing> ToMatrix::cross(XmppSaying saying, mapping::Act act, Venue venue) {
    auto draft = co_await begin(saying, venue);
    auto doing = std::visit([&](auto& one) { return do_act(draft, std::move(one)); }, act);
    co_await std::move(doing);
    co_return std::move(draft).concluded();
}

Task<void> ToMatrix::remember(XmppSaying saying, std::optional<mapping::Message> original, Passage passage,
                              mapping::EventId event, Venue venue) {
    if (!passage.act) {
        co_await remember_message(std::move(saying), original.value_or(passage.message), std::move(passage),
                                  std::move(event), venue);
        co_return;
    }
    if (const auto* const reaction = std::get_if<mapping::Reaction>(&*passage.act)) {
        if (const auto target = mapping::EventId::parse(reaction->target)) {
            ReactionMark mark{venue.room, *target, saying.speaker, reaction->emoji, std::move(event), saying.id};
            co_await memory_.reactions.add(std::move(mark));
        }
    }
    if (const auto* const redaction = std::get_if<mapping::Redaction>(&*passage.act)) {
        if (const auto target = mapping::EventId::parse(redaction->target)) {
            co_await memory_.reactions.remove(*target);
            co_await memory_.links.forget_words(*target);
        }
    }
}

Task<void> ToMatrix::remember_message(XmppSaying saying, mapping::Message original, Passage passage,
                                      mapping::EventId event, Venue venue) {
    const auto corrected = mapping::EventId::parse(passage.message.replaces);
    auto body = mapping::first_lines(original.body, 4, most_remembered);
    if (body.empty() && !original.files.empty()) {
        body = original.files.front().name;
    }
    const auto& thread = passage.message.thread;
    const auto root = mapping::EventId::parse(thread ? thread->id : "");
    const bool is_hosted = venue.kind == PortalKind::gateway;
    MessageLink link{.room = venue.room,
                     .event = known_or(corrected, event),
                     .author = saying.speaker.str(),
                     .message_id = saying.message_id,
                     .origin_id = venue.is_muc() ? std::string{} : saying.id,
                     .stanza_id = is_hosted ? event.str() : saying.id,
                     .address = venue.address,
                     .at_ms = saying.at_ms,
                     .part = corrected ? correction_part : passage.part,
                     .speaker = saying.speaker.str(),
                     .name = saying.name,
                     .body = body,
                     .thread = root ? root->str() : std::string{}};
    if (!venue.is_muc()) {
        link.stanza_id.clear();
    }
    std::vector<MessageLink> links{std::move(link)};
    co_await memory_.links.remember(std::move(links));
    if (corrected) {
        co_await memory_.links.set_body(*corrected, std::move(body));
    }
    if (original.thread && passage.part == 0 && !corrected) { // a message of no thread yet may begin one
        ThreadRecord record{venue.address, original.thread->id, known_or(root, event), event};
        const auto known = co_await memory_.threads.of_id(venue.address, record.id);
        record.root = known ? known->root : record.root;
        co_await memory_.threads.save(std::move(record));
    }
}

} // namespace bascule::bridge
