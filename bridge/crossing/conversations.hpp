#pragma once

#include "bridge/crossing/reaction_pace.hpp"
#include "bridge/crossing/to_matrix.hpp"
#include "bridge/crossing/to_xmpp.hpp"
#include "bridge/ports/homeserver.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// Something of Matrix as XMPP is told it, and the links by which its messages are known.
struct Outward {
    Crossing crossing;
    std::vector<MessageLink> links{};
};

/// Does this event say or do something in the conversation, and does not only change the room?
bool is_said(const MatrixEvent& event);

/// By what a part of a message is known to the homeserver: the first by the message's own key.
std::string key_of_part(const std::string& key, int part);

/// Both ways across, with one memory, for whoever has a conversation to keep. Throws Outage.
class Conversations {
public:
    Conversations(CrossingMemory memory, Clock now)
        : memory_{memory}, to_xmpp_{memory}, to_matrix_{memory}, pace_{std::move(now)} {}

    /// An event that is_said(). Its links are remembered, so its stanzas can be handed over. Throws NotYet where it
    /// waits for more of the kind.
    Task<Outward> to_xmpp(MatrixSaying saying, MatrixEvent event, Venue venue);
    /// The same without remembering any link: for who looks back, and for what came from this very conversation.
    Task<Crossing> shown_again(MatrixSaying saying, MatrixEvent event, Venue venue);

    /// Of what was shown again to those who have not seen it: reactions in words wait for more, as by to_xmpp().
    Task<Crossing> gathered(Crossing crossing, Venue venue);

    /// Throws NotYet as well.
    Task<Crossing> to_matrix(XmppSaying saying, mapping::Message message, std::optional<mapping::Act> act, Venue venue);
    /// The homeserver has this passage, as this event.
    Task<void> remember(XmppSaying saying, std::optional<mapping::Message> original, Passage passage,
                        mapping::EventId event, Venue venue);

    /// Whether the mapping table lets cross what is no word: neither `drop` nor `reject`. Throws Outage.
    Task<bool> may_cross(mapping::Feature feature, mapping::Direction direction, mapping::Jid address);

    MessageLinks& links() noexcept { return memory_.links; }

private:
    CrossingMemory memory_;
    ToXmpp to_xmpp_;
    ToMatrix to_matrix_;
    ReactionPace pace_;
};

/// Hands a passage to the homeserver.
Task<Answer<mapping::EventId>> send_passage(Homeserver& homeserver, mapping::UserId as, mapping::RoomId room,
                                            Passage passage, SendToken token);

} // namespace bascule::bridge
