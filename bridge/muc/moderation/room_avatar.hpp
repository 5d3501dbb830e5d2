#pragma once

#include "bridge/muc/moderation/carried_face.hpp"
#include "bridge/muc/moderation/room_context.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/portraits.hpp"

#include <optional>
#include <string>

namespace bascule::bridge {

/// The MUC's avatar and the room's (XEP-0486): what one side sets, the other shows. The hash that was carried last is
/// remembered, so that nothing comes back. A room that existed before it was bridged keeps its own until somebody
/// changes the MUC's.
class RoomAvatar {
public:
    /// Both must outlive it.
    RoomAvatar(RoomContext& context, CarriedFace& face) : context_{context}, face_{face} {}

    /// What the MUC says of itself now.
    void on_traits(const RoomTraits& traits);
    /// The MUC shows an avatar of this hash; empty: none.
    void on_hash(std::string hash);
    /// The avatar was changed by a Matrix user. It is carried soon, and of several only the last: the server that has
    /// the picture may be slow, and no message waits for that.
    void on_state(const MatrixEvent& event);

private:
    bool is_carried(const std::string& hash) const;
    void look(std::optional<std::string> told);
    Task<void> carry(std::optional<std::string> told);
    Task<void> show(Portrait portrait);
    Task<void> carry_to_muc(mapping::UserId sender, std::string mxc);
    Task<std::optional<Portrait>> picture_behind(std::string mxc);
    Task<mapping::Jid> whom_the_muc_obeys(mapping::UserId sender);
    Task<void> offer(mapping::Jid as, Portrait portrait);
    Task<void> tell_refused(StanzaError refusal);

    RoomContext& context_;
    CarriedFace& face_;
    std::optional<std::string> offered_; // the hash of what the MUC is being asked to show
};

} // namespace bascule::bridge
