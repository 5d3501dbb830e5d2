#include "bridge/direct/direct_rooms.hpp"

#include "bridge/log.hpp"

#include <exception>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::size_t two_people = 2;

std::string first_name(const mapping::Jid& peer) {
    return std::string{peer.local().empty() ? peer.domain() : peer.local()};
}

} // namespace

DirectRooms::DirectRooms(const boost::asio::any_io_executor& executor, Ports ports, GhostKeeper& ghosts)
    : ports_{std::move(ports)}, ghosts_{ghosts}, opened_{executor} {}

Task<Answer<Portal>> DirectRooms::open(mapping::UserId user, mapping::Jid peer, std::string name) {
    const Pair pair{user, peer};
    while (opening_.contains(pair)) {
        co_await opened_.wait();
    }
    if (auto portal = co_await ports_.portals.direct(user, peer)) {
        co_return std::move(*portal);
    }
    opening_.insert(pair);
    std::exception_ptr failure;
    Answer<Portal> opened = Refusal{};
    try {
        const auto ghost = co_await ports_.names.ghost_of(peer);
        const auto known_as = name.empty() ? first_name(peer) : name;
        co_await ghosts_.provide(ghost, known_as);
        const auto room = co_await make_room(ghost, user, peer);
        if (room) {
            Portal portal{PortalKind::direct, *room, peer, user, ports_.now()};
            co_await ports_.portals.save(portal);
            ghosts_.note(ghost, *room, true);
            opened = std::move(portal);
        } else {
            opened = room.error();
        }
    } catch (...) { // the pair must be free again before the failure goes on
        failure = std::current_exception();
    }
    opening_.erase(pair);
    opened_.notify_all();
    if (failure) {
        std::rethrow_exception(failure);
    }
    co_return opened;
}

// An earlier try may have made the room and lost the answer.
Task<Answer<mapping::RoomId>> DirectRooms::make_room(mapping::UserId ghost, mapping::UserId user, mapping::Jid peer) {
    DirectRoomRequest request{ghost, user, "direct " + user.str() + ' ' + peer.str()};
    if (const auto made = co_await ports_.homeserver.find_room(ghost, request.marker)) {
        co_await ports_.homeserver.invite(ghost, *made, user);
        co_return *made;
    }
    co_return co_await ports_.homeserver.create_direct_room(std::move(request));
}

Task<void> DirectRooms::on_ghost_invited(mapping::UserId ghost, MatrixEvent event, bool is_direct) {
    const auto peer = co_await ports_.names.jid_of(ghost);
    if (!peer || !peer->is_bare()) {
        co_await ports_.homeserver.leave(ghost, event.room, "this address stands for nobody to chat with directly");
        co_return;
    }
    co_await ghosts_.provide(ghost, first_name(*peer));
    const auto joined = co_await ports_.homeserver.join(ghost, event.room);
    if (!joined) {
        log(LogPart::bridge).warn("{} cannot accept its invitation: {}", ghost.str(), joined.error().reason);
        co_return;
    }
    if (!is_direct) {
        const auto members = co_await ports_.homeserver.joined_members(ghost, event.room);
        if (members && members->size() > two_people) {
            co_await ports_.homeserver.leave(ghost, event.room,
                                             "only direct chats are open to invitations; a room is bridged by the bot");
            co_return;
        }
    }
    ghosts_.note(ghost, event.room, true);
    Portal portal{PortalKind::direct, event.room, *peer, event.sender, event.at_ms};
    co_await adopt(std::move(portal), ghost);
}

// The newest room of a pair replaces the older one, which the ghost leaves.
Task<void> DirectRooms::adopt(Portal portal, mapping::UserId ghost) {
    const auto older = co_await ports_.portals.direct(*portal.user, portal.address);
    co_await ports_.portals.save(portal);
    if (older && older->room != portal.room) {
        co_await ghosts_.take_out(std::move(ghost), older->room, "the chat goes on in a newer room");
    }
}

Task<void> DirectRooms::close(Portal portal, std::string reason) {
    co_await ports_.portals.remove(portal.room);
    const auto ghost = co_await ports_.names.ghost_of(portal.address);
    co_await ghosts_.take_out(ghost, portal.room, std::move(reason));
}

} // namespace bascule::bridge
