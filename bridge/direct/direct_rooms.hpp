#pragma once

#include "bridge/async/task.hpp"
#include "bridge/async/turns.hpp"
#include "bridge/crossing/conversations.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/registry.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// The life of direct rooms: opened from either side, closed when either leaves. One room per Matrix user and peer; the
/// newest wins.
class DirectRooms {
public:
    struct Ports {
        Homeserver& homeserver;
        Portals& portals;
        const EventCodec& codec;
        NameBook& names;
        Clock now;
        /// Told of every room that begins, and which side has begun it.
        std::function<void(const Portal&, Side)> opened{};
    };
    /// What the peer says, and where it went.
    struct Speech {
        mapping::UserId user;
        mapping::Jid peer;
        std::string name; ///< the peer's, where known
        Passage passage;
        SendToken token;
        Doubt doubt = Doubt::none;
    };
    struct Spoken {
        Portal portal;
        mapping::EventId event;
        bool was_there = false; ///< an earlier try had brought it there
    };

    DirectRooms(const boost::asio::any_io_executor& executor, Ports ports, GhostKeeper& ghosts);

    /// The room of these two, made by the ghost and the user invited if there is none. `name` is the peer's, if known;
    /// `by`: who begins to talk.
    Task<Answer<Portal>> open(mapping::UserId user, mapping::Jid peer, std::string name, Side by = Side::matrix);
    /// Says it in their room, which is opened if there is none or it is dead.
    Task<Answer<Spoken>> say(Speech speech);
    /// Somebody invited a ghost: it accepts where this is to be a direct chat, else declines and says why.
    Task<void> on_ghost_invited(mapping::UserId ghost, MatrixEvent event);
    /// The user, or the ghost, has left: the next message opens a new room. What the peer said before we knew is said
    /// again there.
    Task<void> on_departure(Portal portal, mapping::EventId departure);

    /// The room of these two; nothing where they have none.
    Task<std::optional<Portal>> find(mapping::UserId user, mapping::Jid peer) {
        return ports_.portals.direct(std::move(user), std::move(peer));
    }
    /// The ghost leaves the room; the next message of either opens a new one.
    Task<void> end(Portal portal);

    Task<mapping::UserId> ghost_of(const Portal& portal) { return ports_.names.ghost_of(portal.address); }

private:
    using Pair = std::pair<mapping::UserId, mapping::Jid>;

    struct Made {
        mapping::RoomId room;
        Doubt doubt = Doubt::none; ///< whether something may have been said there
    };
    Task<Answer<Made>> make_room(DirectRoomRequest request);
    void tell_opened(const Portal& portal, Side by) const;
    Task<void> adopt(Portal portal, mapping::UserId ghost);
    Task<void> decline(mapping::UserId ghost, mapping::RoomId bridged, mapping::EventId invitation);
    Task<Answer<Portal>> open_in_turn(mapping::UserId user, mapping::Jid peer, std::string name, Side by);
    Task<void> close(Portal portal);
    struct Unread {
        mapping::Message message;
        SendToken token;
    };
    Task<std::vector<Unread>> unread_since(mapping::EventId departure, const Portal& portal);
    Task<void> repeat(mapping::UserId ghost, Made there, std::vector<Unread> unread);

    Ports ports_;
    GhostKeeper& ghosts_;
    Turns<Pair> turns_; // two messages at once must not make two rooms
};

} // namespace bascule::bridge
