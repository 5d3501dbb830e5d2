#pragma once

#include "bridge/delivery/courier.hpp"
#include "bridge/muc/moderation/carried_face.hpp"
#include "bridge/muc/moderation/room_context.hpp"
#include "bridge/ports/matrix_inbox.hpp"

#include <optional>
#include <string>

namespace bascule::bridge {

/// Subject and topic, name and name: what one side sets, the other shows. What was carried last is remembered, so that
/// nothing comes back, and what has changed while nobody looked is carried at the next entry. A room that existed
/// before it was bridged keeps its own until somebody changes the MUC's.
class Looks {
public:
    /// Both must outlive it.
    Looks(RoomContext& context, CarriedFace& face) : context_{context}, face_{face} {}

    void on_subject(const SubjectChange& change);
    /// What the MUC says of itself now.
    void on_traits(const RoomTraits& traits);
    /// The topic or name was changed by a Matrix user. Throws Outage; then it is called again.
    Task<Delivery> on_state(MatrixEvent event);
    /// A subject of ours came back. False where it was none.
    Task<bool> on_returned(ReturnedMessage returned);

private:
    Task<void> carry_subject(std::string nick, std::string subject);
    Task<void> carry_name(std::string name);
    Task<bool> may_show(mapping::Feature feature);
    /// As the ghost of this nick where that may, else as the bot.
    Task<Answer<void>> set_topic(std::string nick, std::string topic);
    Task<Delivery> carry_topic(MatrixEvent event, std::string topic);
    Task<void> carry_room_name(std::string name);
    Task<void> put_topic_back(StanzaError error);

    /// Whether this is seen for the first time in a room that had its own before.
    bool keeps_its_own(bool& is_first);

    RoomContext& context_;
    CarriedFace& face_;
    bool is_first_subject_ = true;
    bool is_first_name_ = true;
};

} // namespace bascule::bridge
