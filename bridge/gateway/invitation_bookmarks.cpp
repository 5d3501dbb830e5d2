#include "bridge/gateway/invitation_bookmarks.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <cstddef>
#include <exception>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_tasks = 200; // a flood of invitations costs bookmarks, and nothing else

void log_failure(const std::string& task, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const Outage& outage) { // the invitation itself has been told
        log(LogPart::bridge).info("{} is left out: {}", task, outage.what());
    } catch (const std::exception& error) {
        log(LogPart::bridge).error("{}: {}", task, error.what());
    }
}

} // namespace

InvitationBookmarks::InvitationBookmarks(const boost::asio::any_io_executor& executor, Bookmarks& bookmarks,
                                         RoomGuide& guide)
    : bookmarks_{bookmarks}, guide_{guide}, tasks_{executor, log_failure} {}

void InvitationBookmarks::spawn(std::string name, Task<void> task) {
    if (tasks_.size() < most_tasks) {
        tasks_.spawn(std::move(name), std::move(task));
    }
}

void InvitationBookmarks::on_invited(const mapping::Jid& room, const mapping::Jid& person) {
    if (bookmarks_.may_keep_for(person)) {
        spawn("bookmark of " + room.str() + " for " + person.str(), remember(room, person));
    }
}

void InvitationBookmarks::on_declined(const mapping::Jid& room, const mapping::Jid& person) {
    if (bookmarks_.may_keep_for(person)) {
        spawn("end of the bookmark of " + room.str() + " for " + person.str(), bookmarks_.withdraw(person, room));
    }
}

Task<void> InvitationBookmarks::remember(mapping::Jid room, mapping::Jid person) {
    const auto info = co_await guide_.describe(room, person);
    RoomBookmark bookmark{person, room, info ? info->name : std::string{}};
    co_await bookmarks_.add(std::move(bookmark));
}

} // namespace bascule::bridge
