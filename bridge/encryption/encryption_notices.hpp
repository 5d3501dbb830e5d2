#pragma once

#include "bridge/async/task.hpp"
#include "bridge/notices.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/told_marks.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "bridge/ports/xmpp_server.hpp"

#include <string>

namespace bascule::bridge {

/// Says why an encrypted room is not bridged; for whoever refuses to.
inline constexpr auto encrypted_room_text =
    "the Matrix room is encrypted, and the bridge cannot read or write encrypted messages";

/// Tells people that what they wrote, or will write, cannot be read: clearly, and each no more than once a day and
/// place. Everything throws Outage; said again after one, it is the same notice.
class EncryptionNotices {
public:
    struct Ports {
        Homeserver& homeserver;
        XmppServer& xmpp;
        ToldMarks& told;
        Clock now;
    };

    explicit EncryptionNotices(Ports ports) : ports_{std::move(ports)}, notices_{ports_.homeserver} {}

    /// Somebody sent m.room.encrypted into a bridged room, where `speaker` says so.
    Task<void> on_unreadable(mapping::UserId speaker, MatrixEvent event);
    /// m.room.encryption in a bridged room.
    Task<void> on_turned_on(mapping::UserId speaker, MatrixEvent event);
    /// The same to the other side, by one of ours.
    Task<void> tell_other_side(OutgoingMessage line);
    /// Somebody wrote an encrypted message to a puppet: tells him in words, beside the error that he gets for each.
    Task<void> on_unreadable_chat(ChatMessage chat);
    /// And the room of the two, where they have one, in which the ghost says it.
    Task<void> tell_of_unreadable_chat(mapping::UserId ghost, mapping::RoomId room);
    /// Somebody wrote an encrypted message in a MUC: tells the room and, privately in the MUC, him. `bot` is the full
    /// JID of ours who is in.
    Task<void> on_unreadable_in_muc(mapping::UserId speaker, mapping::RoomId room, mapping::Jid bot,
                                    GroupMessage message);

private:
    Task<bool> is_due(std::string what);
    Task<void> mark(std::string what);

    Ports ports_;
    Notices notices_;
};

} // namespace bascule::bridge
