// The part of MucRoom that is about looks: avatars of occupants, puppets that look different, and the room's own.
#include "bridge/async/counted.hpp"
#include "bridge/crossing/room_feature.hpp"
#include "bridge/muc/muc_room.hpp"
#include "bridge/people/people_watch.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

// In a larger crowd only those who speak are looked at: each picture is fetched through the MUC.
constexpr std::size_t crowd = 100;

} // namespace

void MucRoom::look_at(const OccupantPresence& presence) {
    const std::string nick{presence.head.from.resource()};
    if (!presence.is_available) {
        faces_.erase(nick);
        return;
    }
    const auto* const entry = roster_.find(nick);
    if (entry == nullptr || !presence.avatar_hash) {
        return;
    }
    faces_.insert_or_assign(nick, *presence.avatar_hash);
    const auto* const ghost = ghosts_.present_ghost(entry->key());
    if (ghost != nullptr && roster_.count() <= crowd) {
        look_at(nick, *ghost);
    }
}

void MucRoom::look_at_newcomer(const Roster::Entry& entry, const mapping::UserId& ghost) {
    if (roster_.count() <= crowd) {
        look_at(entry.nick, ghost);
    }
}

// A ghost that a person has everywhere wears nothing that a MUC shows or says of him: it may name anybody. An
// occupant's own one is known in this MUC alone.
void MucRoom::look_at(const std::string& nick, const mapping::UserId& ghost) {
    const auto face = faces_.find(nick);
    const auto* const entry = roster_.find(nick);
    const auto* const present = entry == nullptr ? nullptr : ghosts_.present_ghost(entry->key());
    const auto is_he = present != nullptr && *present == ghost; // and not who had this nick before
    const auto seat = portal_.address.with_resource(nick);
    if (world_.watch == nullptr || face == faces_.end() || !is_he || !seat) {
        return;
    }
    if (entry->real_jid) {
        world_.watch->on_hearsay(ghost, {world_.bot, *entry->real_jid, {}}, face->second);
    } else {
        world_.watch->on_face(ghost, {world_.bot, *seat, {}}, face->second);
    }
}

Task<void> MucRoom::show_again(mapping::UserId user) {
    const Counted visit{visitors_, changed_};
    co_await seats_.show_again(std::move(user));
}

Task<Delivery> MucRoom::on_state(MatrixEvent event) {
    const Counted visit{visitors_, changed_};
    if (!may_have_puppet(event.sender)) {
        co_return Delivery{Delivery::State::parked, "blocked"};
    }
    if (const auto feature = feature_of(std::get<StateChange>(event.content).aspect)) {
        const auto may =
            co_await world_.conversations.may_cross(*feature, mapping::Direction::matrix_to_xmpp, portal_.address);
        if (!may) {
            co_return Delivery{Delivery::State::parked, "the mapping table keeps it here"};
        }
    }
    if (!is_in_) {
        co_await await_in();
    }
    co_return co_await moderation_.on_state(std::move(event));
}

} // namespace bascule::bridge
