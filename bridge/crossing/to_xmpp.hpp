#pragma once

#include "bridge/crossing/crossing.hpp"

#include <variant>

namespace bascule::bridge {

/// The memory that a crossing looks into.
struct CrossingMemory {
    MessageLinks& links;
    ReactionMarks& reactions;
    Threads& threads;
    Polls& polls;
    MappingRules& rules;
    MediaLinks& media;
};

/// What Matrix says as XMPP is told it. Looks into what is remembered and changes of it only what the saying itself
/// changes (reactions, threads, polls); does so again, with the same result, when it is asked again. Throws Outage.
class ToXmpp {
public:
    explicit ToXmpp(CrossingMemory memory) : memory_{memory} {}

    Task<Crossing> cross(MatrixSaying saying, mapping::Message message, Venue venue);
    Task<Crossing> cross(MatrixSaying saying, mapping::Act act, Venue venue);
    Task<Crossing> cross(MatrixSaying saying, Pins pins, Venue venue);
    Task<Crossing> cross(MatrixSaying saying, Call call, Venue venue);
    Task<Crossing> cross(MatrixSaying saying, OtherEvent event, Venue venue);

    /// The links of what crossed, to be remembered when its passages were handed over; `message_ids`: one for each.
    static std::vector<MessageLink> links_of(const MatrixSaying& saying, const mapping::Message& original,
                                             const Crossing& crossing, const Venue& venue);

private:
    CrossingMemory memory_;
};

/// The id of a part's stanza: the event id, for further parts with `/` and their number.
std::string message_id_of(const mapping::EventId& event, int part);

} // namespace bascule::bridge
