#pragma once

#include "bridge/crossing/to_xmpp.hpp"

#include <map>

namespace bascule::bridge {

/// What XMPP says as Matrix is told it. As ToXmpp; but what is remembered is changed by remember() alone, once the
/// homeserver has it.
class ToMatrix {
public:
    explicit ToMatrix(CrossingMemory memory) : memory_{memory} {}

    Task<Crossing> cross(XmppSaying saying, mapping::Message message, Venue venue);
    Task<Crossing> cross(XmppSaying saying, mapping::Act act, Venue venue);

    /// What there is to remember once this passage has become this event. `original`: the message as it came, for
    /// quotations; nothing of an act.
    Task<void> remember(XmppSaying saying, std::optional<mapping::Message> original, Passage passage,
                        mapping::EventId event, Venue venue);

private:
    // to_matrix_words.cpp
    static void settle_kind(InwardDraft& draft);
    static void settle_spoiler(InwardDraft& draft);
    Task<void> settle_mentions(InwardDraft& draft);
    Task<bool> settle_vote(InwardDraft& draft);
    // to_matrix_relations.cpp
    Task<void> settle_edit(InwardDraft& draft);
    Task<void> settle_reply(InwardDraft& draft);
    Task<void> settle_thread(InwardDraft& draft);
    bool is_thread_shown(const InwardDraft& draft, const std::string& root);
    Task<std::optional<ThreadRecord>> thread_of(const InwardDraft& draft, std::string id);
    // to_matrix_things.cpp
    Task<void> settle_files(InwardDraft& draft);
    static void settle_place(InwardDraft& draft);
    Task<void> settle_length(InwardDraft& draft);
    // to_matrix_acts.cpp
    Task<void> do_act(InwardDraft& draft, mapping::Reaction reaction);
    Task<void> do_act(InwardDraft& draft, mapping::Reactions reactions);
    Task<void> do_act(InwardDraft& draft, mapping::Redaction redaction);
    Task<void> do_act(InwardDraft& draft, mapping::Vote vote);
    Task<void> do_act(InwardDraft& draft, mapping::PollEnd end);
    Task<void> say_reactions(InwardDraft& draft, const KnownMessage& message, std::vector<std::string> wanted,
                             mapping::Decision decision);
    Task<void> change_reactions(InwardDraft& draft, const KnownMessage& message, std::vector<std::string> wanted);
    Task<bool> vote_by(InwardDraft& draft, const KnownMessage& poll, const mapping::Reactions& reactions);
    Task<InwardDraft> begin(const XmppSaying& saying, const Venue& venue);
    Task<void> remember_message(XmppSaying saying, mapping::Message original, Passage passage, mapping::EventId event,
                                Venue venue);

    CrossingMemory memory_;
    std::map<mapping::Jid, std::string> shown_threads_; // where threads are words: the root of the one spoken in last
};

} // namespace bascule::bridge
