#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/gateway/invitation_watch.hpp"
#include "bridge/ports/bookmarks.hpp"
#include "bridge/ports/room_guide.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <string>

namespace bascule::bridge {

/// Whoever is invited from Matrix finds the room among his bookmarks, until he declines: an invitation is a message
/// that is gone once a client has shown it. Only where his server grants it.
class InvitationBookmarks final : public InvitationWatch {
public:
    /// Both ports must outlive it.
    InvitationBookmarks(const boost::asio::any_io_executor& executor, Bookmarks& bookmarks, RoomGuide& guide);

    void on_invited(const mapping::Jid& room, const mapping::Jid& person) override;
    void on_declined(const mapping::Jid& room, const mapping::Jid& person) override;
    Task<void> stop() { co_await tasks_.stop(); }

private:
    void spawn(std::string name, Task<void> task);
    Task<void> remember(mapping::Jid room, mapping::Jid person);

    Bookmarks& bookmarks_;
    RoomGuide& guide_;
    TaskGroup tasks_;
};

} // namespace bascule::bridge
