#include "bridge/direct/direct_rooms.hpp"

#include "bridge/log.hpp"
#include "bridge/notices.hpp"
#include "mapping/jid_escape.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::size_t two_people = 2;
constexpr int most_tries = 2;

// The room may be gone or the ghost out of it, for instance because its portal was made before a restore.
bool is_dead_room(const Refusal& refusal) {
    return refusal.errcode == "M_FORBIDDEN" || refusal.errcode == "M_NOT_FOUND";
}

// The room is found again by it.
std::string marker_of(const mapping::UserId& user, const mapping::Jid& peer) {
    return "direct " + user.str() + ' ' + peer.str();
}

bool is_same_chat(const Portal& one, const Portal& other) {
    return one.kind == other.kind && one.user == other.user && one.address == other.address;
}

// XEP-0106: what stands for characters that an address cannot hold is shown as them.
std::string first_name(const mapping::Jid& peer) {
    if (peer.local().empty()) {
        return std::string{peer.domain()};
    }
    return mapping::jid_unescape(peer.local()).value_or(std::string{peer.local()});
}

} // namespace

DirectRooms::DirectRooms(const boost::asio::any_io_executor& executor, Ports ports, GhostKeeper& ghosts)
    : ports_{std::move(ports)}, ghosts_{ghosts}, turns_{executor} {}

Task<Answer<Portal>> DirectRooms::open(mapping::UserId user, mapping::Jid peer, std::string name, Side by) {
    const Pair pair{user, peer};
    const auto turn = co_await turns_.take(pair);
    co_return co_await open_in_turn(std::move(user), std::move(peer), std::move(name), by);
}

Task<Answer<Portal>> DirectRooms::open_in_turn(mapping::UserId user, mapping::Jid peer, std::string name, Side by) {
    if (auto portal = co_await ports_.portals.direct(user, peer)) {
        co_return std::move(*portal);
    }
    const auto ghost = co_await ports_.names.ghost_of(peer);
    const auto known_as = name.empty() ? first_name(peer) : name;
    co_await ghosts_.provide(ghost, known_as);
    DirectRoomRequest request{ghost, user, marker_of(user, peer)};
    const auto made = co_await make_room(std::move(request));
    if (!made) {
        co_return made.error();
    }
    Portal portal{PortalKind::direct, made->room, peer, user, ports_.now()};
    co_await ports_.portals.save(portal);
    ghosts_.note(ghost, made->room, GhostKeeper::Presence::in);
    tell_opened(portal, by);
    co_return portal;
}

void DirectRooms::tell_opened(const Portal& portal, Side by) const {
    if (ports_.opened) {
        ports_.opened(portal, by);
    }
}

Task<Answer<DirectRooms::Spoken>> DirectRooms::say(Speech speech) {
    const Pair pair{speech.user, speech.peer};
    const auto turn = co_await turns_.take(pair);
    const auto ghost = co_await ports_.names.ghost_of(speech.peer);
    std::optional<Refusal> refusal;
    for (int tries = 0; tries < most_tries; ++tries) {
        const auto portal = co_await open_in_turn(speech.user, speech.peer, speech.name, Side::xmpp);
        if (!portal) {
            co_return portal.error();
        }
        if (speech.doubt == Doubt::maybe_there) {
            if (auto event = co_await ports_.homeserver.find_sent(ghost, portal->room, speech.token.key)) {
                Spoken found{*portal, std::move(*event), true};
                co_return found;
            }
        }
        const auto sent = co_await send_passage(ports_.homeserver, ghost, portal->room, speech.passage, speech.token);
        if (sent) {
            Spoken spoken{*portal, *sent, false};
            co_return spoken;
        }
        refusal = sent.error();
        if (!is_dead_room(*refusal) || speech.passage.act) { // an act is about what was said in this very room
            break;
        }
        co_await close(*portal);
    }
    co_return *refusal;
}

// An earlier try may have made the room and lost the answer.
Task<Answer<DirectRooms::Made>> DirectRooms::make_room(DirectRoomRequest request) {
    if (auto room = co_await ports_.homeserver.find_room(request.ghost, request.marker)) {
        co_await ports_.homeserver.invite(request.ghost, *room, request.invitee);
        Made found{std::move(*room), Doubt::maybe_there};
        co_return found;
    }
    auto room = co_await ports_.homeserver.create_direct_room(std::move(request));
    if (!room) {
        co_return room.error();
    }
    Made made{std::move(*room), Doubt::none};
    co_return made;
}

Task<void> DirectRooms::on_ghost_invited(mapping::UserId ghost, MatrixEvent event) {
    const auto peer = co_await ports_.names.jid_of(ghost);
    if (!peer || !peer->is_bare()) {
        co_await ports_.homeserver.leave(ghost, event.room, "this address stands for nobody to chat with directly");
        co_return;
    }
    co_await ghosts_.provide(ghost, first_name(*peer));
    Portal portal{PortalKind::direct, event.room, *peer, event.sender, event.at_ms};
    const auto present = co_await ports_.portals.of_room(event.room);
    if (present && !is_same_chat(*present, portal)) {
        co_await decline(std::move(ghost), event.room, event.id);
        co_return;
    }
    const auto joined = co_await ports_.homeserver.join(ghost, event.room);
    if (!joined) {
        log(LogPart::bridge).warn("{} cannot accept its invitation: {}", ghost.str(), joined.error().reason);
        co_return;
    }
    // Whether the invitation calls itself direct is up to whoever sends it.
    const auto members = co_await ports_.homeserver.joined_members(ghost, event.room);
    if (members && members->size() > two_people) {
        co_await ports_.homeserver.leave(ghost, event.room,
                                         "only direct chats are open to invitations; a room is bridged by the bot");
        co_return;
    }
    const auto rights = co_await ports_.homeserver.rights(ghost, event.room);
    if (rights && rights->is_encrypted) {
        const Notices notices{ports_.homeserver};
        co_await notices.tell(
            ghost, event.room, "encrypted chat " + event.id.str(),
            "This room is encrypted, and the bridge to XMPP cannot read encrypted messages. Invite me "
            "to a room without encryption.");
        co_await ports_.homeserver.leave(ghost, event.room, "the room is encrypted");
        co_return;
    }
    ghosts_.note(ghost, event.room, GhostKeeper::Presence::in);
    co_await adopt(std::move(portal), ghost);
}

// Where its person has come into the MUC meanwhile, the ghost is in the room by now and stays.
Task<void> DirectRooms::decline(mapping::UserId ghost, mapping::RoomId bridged, mapping::EventId invitation) {
    const auto members = co_await ports_.homeserver.joined_members(ghosts_.bot(), bridged);
    if (members && std::ranges::find(*members, ghost, &JoinedMember::user) != members->end()) {
        ghosts_.note(ghost, bridged, GhostKeeper::Presence::in);
        co_return;
    }
    co_await ports_.homeserver.leave(std::move(ghost), bridged, "this room is bridged to another address already");
    const auto present = co_await ports_.portals.of_room(bridged);
    if (present && present->kind == PortalKind::direct) { // those who invited do not see the reason
        const auto speaker = co_await ghost_of(*present);
        const Notices notices{ports_.homeserver};
        co_await notices.tell(speaker, bridged, "declined " + invitation.str(),
                              "This is a chat of two, so nobody else of XMPP can take part. For more people use a "
                              "room (MUC), or a room of its own for each.");
    }
}

// The newest room of a pair replaces the older one, which the ghost leaves.
Task<void> DirectRooms::adopt(Portal portal, mapping::UserId ghost) {
    const Pair pair{*portal.user, portal.address};
    const auto turn = co_await turns_.take(pair);
    const auto older = co_await ports_.portals.direct(*portal.user, portal.address);
    co_await ports_.portals.save(portal);
    tell_opened(portal, Side::matrix);
    if (older && older->room != portal.room) {
        co_await ghosts_.take_out(std::move(ghost), older->room, "the chat goes on in a newer room");
    }
}

Task<void> DirectRooms::on_departure(Portal portal, mapping::EventId departure) {
    const Pair pair{*portal.user, portal.address};
    const auto turn = co_await turns_.take(pair);
    if (!co_await ports_.portals.of_room(portal.room)) {
        co_return; // a newer room has replaced it meanwhile
    }
    auto unread = co_await unread_since(departure, portal);
    if (unread.empty()) {
        co_await close(std::move(portal));
        co_return;
    }
    // As long as the old room is the pair's, an outage anywhere here has all of it done again.
    const auto ghost = co_await ghost_of(portal);
    DirectRoomRequest request{ghost, *portal.user,
                              marker_of(*portal.user, portal.address) + " after " + departure.str()};
    const auto made = co_await make_room(std::move(request));
    if (!made) {
        log(LogPart::bridge).warn("{} messages reach nobody: {}", unread.size(), made.error().reason);
        co_await close(std::move(portal));
        co_return;
    }
    co_await repeat(ghost, *made, std::move(unread));
    Portal fresh{PortalKind::direct, made->room, portal.address, portal.user, ports_.now()};
    co_await ports_.portals.save(std::move(fresh));
    ghosts_.note(ghost, made->room, GhostKeeper::Presence::in);
    co_await ghosts_.take_out(ghost, portal.room, std::string{});
}

Task<void> DirectRooms::repeat(mapping::UserId ghost, Made there, std::vector<Unread> unread) {
    for (auto& one : unread) {
        if (there.doubt == Doubt::maybe_there &&
            co_await ports_.homeserver.find_sent(ghost, there.room, one.token.key)) {
            continue;
        }
        const auto key = one.token.key;
        const auto sent =
            co_await ports_.homeserver.send(ghost, there.room, std::move(one.message), std::move(one.token));
        if (!sent) {
            log(LogPart::bridge).warn("{} does not take '{}' again: {}", there.room.str(), key, sent.error().reason);
        }
    }
}

// What the ghost said in the room after the departure, oldest first.
Task<std::vector<DirectRooms::Unread>> DirectRooms::unread_since(mapping::EventId departure, const Portal& portal) {
    constexpr int most_unread = 1'000;
    std::vector<Unread> unread;
    const auto ghost = co_await ghost_of(portal);
    const auto history = co_await ports_.homeserver.latest(ghost, portal.room, portal.created_ms, most_unread);
    if (!history) {
        co_return unread;
    }
    bool has_found_it = false;
    for (const auto& event : *history) {
        if (event.id == departure) {
            has_found_it = true;
            break;
        }
        const auto decoded = ports_.codec.decode(event.json);
        const auto* const message = decoded ? std::get_if<mapping::Message>(&decoded->content) : nullptr;
        if (message != nullptr && decoded->sender == ghost && !decoded->sent_key.empty()) {
            unread.push_back({*message, {decoded->sent_key, decoded->at_ms}});
        }
    }
    if (std::cmp_greater_equal(history->size(), most_unread) && !has_found_it) {
        log(LogPart::bridge)
            .warn("{}: of what was said since it was left only the last {} events are said again", portal.room.str(),
                  most_unread);
    }
    std::ranges::reverse(unread);
    co_return unread;
}

Task<void> DirectRooms::end(Portal portal) {
    const Pair pair{*portal.user, portal.address};
    const auto turn = co_await turns_.take(pair);
    if (co_await ports_.portals.of_room(portal.room)) {
        co_await close(std::move(portal));
    }
}

Task<void> DirectRooms::close(Portal portal) {
    const auto ghost = co_await ghost_of(portal);
    co_await ghosts_.take_out(ghost, portal.room, std::string{});
    co_await ports_.portals.remove(portal.room); // last, so that an outage before has the rest done again
}

} // namespace bascule::bridge
