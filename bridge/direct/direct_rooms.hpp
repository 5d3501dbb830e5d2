#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/registry.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace bascule::bridge {

/// The life of direct rooms: opened from either side, closed when either leaves. One room per Matrix user and peer; the
/// newest wins.
class DirectRooms {
public:
    struct Ports {
        Homeserver& homeserver;
        Portals& portals;
        NameBook& names;
        Clock now;
    };

    DirectRooms(const boost::asio::any_io_executor& executor, Ports ports, GhostKeeper& ghosts);

    /// The room of these two, made by the ghost and the user invited if there is none. `name` is the peer's, if known.
    Task<Answer<Portal>> open(mapping::UserId user, mapping::Jid peer, std::string name);
    /// Somebody invited a ghost: it accepts where this is to be a direct chat, else declines and says why.
    Task<void> on_ghost_invited(mapping::UserId ghost, MatrixEvent event, bool is_direct);
    /// The user, or the ghost, is out of the room: the next message opens a new one.
    Task<void> close(Portal portal, std::string reason);

    Task<mapping::UserId> ghost_of(const Portal& portal) { return ports_.names.ghost_of(portal.address); }

private:
    using Pair = std::pair<mapping::UserId, mapping::Jid>;

    Task<Answer<mapping::RoomId>> make_room(mapping::UserId ghost, mapping::UserId user, mapping::Jid peer);
    Task<void> adopt(Portal portal, mapping::UserId ghost);

    Ports ports_;
    GhostKeeper& ghosts_;
    std::set<Pair> opening_; // two messages at once must not make two rooms
    Signal opened_;
};

} // namespace bascule::bridge
