#pragma once

#include "bridge/crossing/draft.hpp"
#include "bridge/crossing/known_message.hpp"
#include "bridge/ports/capabilities.hpp"

#include <map>
#include <optional>
#include <string_view>

namespace bascule::bridge {

/// The memory that a crossing looks into.
struct CrossingMemory {
    MessageLinks& links;
    ReactionMarks& reactions;
    Threads& threads;
    Polls& polls;
    MappingRules& rules;
    MediaLinks& media;
    const Capabilities& capabilities;
};

/// What Matrix says as XMPP is told it. Looks into what is remembered and changes of it only what the saying itself
/// changes (reactions, threads, polls); does so again, with the same result, when it is asked again. Throws Outage.
class ToXmpp {
public:
    explicit ToXmpp(CrossingMemory memory) : memory_{memory} {}

    /// What an event of the conversation says or does; nothing crosses of what only changes the room.
    Task<Crossing> cross(MatrixSaying saying, MatrixEvent event, Venue venue);
    Task<Crossing> cross(MatrixSaying saying, mapping::Message message, Venue venue);
    Task<Crossing> cross(MatrixSaying saying, mapping::Act act, Venue venue);
    Task<Crossing> cross(MatrixSaying saying, Pins pins, Venue venue);
    Task<Crossing> cross(MatrixSaying saying, Call call, Venue venue);
    Task<Crossing> cross(MatrixSaying saying, OtherEvent event, Venue venue);

    /// The links of what crossed, one for each passage of a message, to be remembered before its stanzas are handed
    /// over: their ids are message_id_of(). Of an act there are none.
    static std::vector<MessageLink> links_of(const MatrixSaying& saying, const mapping::Message& original,
                                             const Crossing& crossing, const Venue& venue);

private:
    // to_xmpp_words.cpp
    static void settle_kind(OutwardDraft& draft);
    static void settle_marks(OutwardDraft& draft);
    static void settle_spoiler(OutwardDraft& draft);
    Task<void> settle_mentions(OutwardDraft& draft);
    // to_xmpp_relations.cpp
    Task<void> settle_edit(OutwardDraft& draft);
    Task<void> settle_reply(OutwardDraft& draft);
    Task<void> settle_thread(OutwardDraft& draft);
    Task<void> keep_thread(OutwardDraft& draft, std::string thread_id, mapping::EventId root);
    bool is_thread_shown(const OutwardDraft& draft, const std::string& root);
    // to_xmpp_things.cpp
    void settle_files(OutwardDraft& draft);
    static void settle_place(OutwardDraft& draft);
    Task<void> settle_poll(OutwardDraft& draft);
    // to_xmpp_acts.cpp
    Task<void> do_act(OutwardDraft& draft, mapping::Reaction reaction);
    Task<void> do_act(OutwardDraft& draft, mapping::Reactions reactions);
    Task<void> do_act(OutwardDraft& draft, mapping::Redaction redaction);
    Task<void> do_act(OutwardDraft& draft, mapping::Vote vote);
    Task<void> do_act(OutwardDraft& draft, mapping::PollEnd end);
    Task<void> say_reactions(OutwardDraft& draft, mapping::EventId target, mapping::Decision decision,
                             mapping::TemplateValues values);
    Task<void> take_back(OutwardDraft& draft, ReactionMark mark);
    Task<OutwardDraft> begin(const MatrixSaying& saying, const Venue& venue);

    struct ShownThread {
        std::string root; // empty: the room itself
        std::string by;   // the event that began it
    };

    CrossingMemory memory_;
    std::map<mapping::Jid, ShownThread> shown_threads_; // where threads are words: the one spoken in last
};

/// The id of a part's stanza: the event id, for further parts with `/` and their number.
std::string message_id_of(const mapping::EventId& event, int part);
/// The way back; nothing where it cannot be one.
std::optional<mapping::EventId> event_of_message_id(std::string_view id);

} // namespace bascule::bridge
