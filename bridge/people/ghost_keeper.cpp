#include "bridge/people/ghost_keeper.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <stdexcept>

namespace bascule::bridge {

GhostKeeper::GhostKeeper(Homeserver& homeserver, Ghosts& ghosts, mapping::UserId bot)
    : homeserver_{homeserver}, ghosts_{ghosts}, bot_{std::move(bot)} {}

Task<void> GhostKeeper::provide(mapping::UserId ghost, std::string name) {
    if (names_.contains(ghost)) {
        co_return;
    }
    if (const auto known = co_await ghosts_.find(ghost)) {
        names_.emplace(ghost, known->display_name);
        co_return;
    }
    const auto registered = co_await homeserver_.register_ghost(ghost);
    if (!registered) {
        const auto words = "the homeserver does not let us register " + ghost.str() + ": " + registered.error().reason;
        if (registered.error().errcode == "M_EXCLUSIVE" || registered.error().errcode == "M_FORBIDDEN") {
            throw Outage{words + "; does the registration that it has loaded fit the configuration?"};
        }
        throw std::runtime_error{words};
    }
    co_await homeserver_.set_display_name(ghost, name);
    Ghost record{ghost, name};
    co_await ghosts_.save(std::move(record));
    names_.emplace(std::move(ghost), std::move(name));
}

Task<void> GhostKeeper::rename(mapping::UserId ghost, std::string name) {
    co_await provide(ghost, name);
    if (name.empty() || names_.at(ghost) == name) {
        co_return;
    }
    const auto set = co_await homeserver_.set_display_name(ghost, name);
    if (!set) {
        log(LogPart::bridge).warn("{} keeps its old name: {}", ghost.str(), set.error().reason);
        co_return;
    }
    Ghost record{ghost, name};
    co_await ghosts_.save(std::move(record));
    names_[ghost] = std::move(name);
}

void GhostKeeper::expect_name_in(const mapping::RoomId& room, const mapping::UserId& ghost, std::string name) {
    room_names_[ghost][room] = std::move(name);
}

void GhostKeeper::check_name_in(const mapping::RoomId& room, const mapping::UserId& ghost,
                                const std::string& name) const {
    const auto rooms = room_names_.find(ghost);
    if (!misnamed_ || rooms == room_names_.end()) {
        return;
    }
    const auto meant = rooms->second.find(room);
    if (meant != rooms->second.end() && meant->second != name && name == name_of(ghost)) {
        misnamed_(ghost);
    }
}

Task<void> GhostKeeper::restore_room_names(mapping::UserId ghost) {
    const auto rooms = room_names_.find(ghost);
    if (rooms == room_names_.end()) {
        co_return;
    }
    const auto meant = rooms->second;
    for (const auto& [room, name] : meant) {
        if (name != name_of(ghost) && is_in(ghost, room)) {
            co_await name_in(room, ghost, name);
        }
    }
}

Task<bool> GhostKeeper::is_known(mapping::UserId ghost) {
    if (names_.contains(ghost)) {
        co_return true;
    }
    const auto known = co_await ghosts_.find(ghost);
    co_return known.has_value();
}

Task<void> GhostKeeper::name_in(mapping::RoomId room, mapping::UserId ghost, std::string name) {
    expect_name_in(room, ghost, name);
    const auto set = co_await homeserver_.set_room_name_of(ghost, room, std::move(name));
    if (!set) {
        log(LogPart::bridge).warn("{} keeps its name in {}: {}", ghost.str(), room.str(), set.error().reason);
    }
}

std::string GhostKeeper::name_of(const mapping::UserId& ghost) const {
    const auto found = names_.find(ghost);
    return found == names_.end() ? std::string{} : found->second;
}

Task<Answer<void>> GhostKeeper::bring_in(mapping::UserId ghost, mapping::RoomId room, mapping::UserId inviter) {
    if (is_in(ghost, room)) {
        co_return Answer<void>{};
    }
    auto joined = co_await homeserver_.join(ghost, room);
    if (!joined && joined.error().errcode == "M_FORBIDDEN") {
        const auto invited = co_await homeserver_.invite(std::move(inviter), room, ghost);
        if (!invited) {
            co_return invited;
        }
        joined = co_await homeserver_.join(ghost, room);
    }
    if (joined) {
        note(ghost, room, Presence::in);
    }
    co_return joined;
}

Task<Answer<void>> GhostKeeper::take_out(mapping::UserId ghost, mapping::RoomId room, std::string reason) {
    if (is_held(ghost, room)) {
        co_return Answer<void>{};
    }
    note(ghost, room, Presence::out);
    if (const auto rooms = room_names_.find(ghost); rooms != room_names_.end()) {
        rooms->second.erase(room);
    }
    co_return co_await homeserver_.leave(std::move(ghost), std::move(room), std::move(reason));
}

bool GhostKeeper::is_held(const mapping::UserId& ghost, const mapping::RoomId& room) const {
    return std::ranges::any_of(ties_, [&](const Tie& tie) { return tie(ghost, room); });
}

bool GhostKeeper::is_in(const mapping::UserId& ghost, const mapping::RoomId& room) const {
    return joined_.contains({room, ghost});
}

void GhostKeeper::note(const mapping::UserId& ghost, const mapping::RoomId& room, Presence presence) {
    if (presence == Presence::in) {
        joined_.emplace(room, ghost);
    } else {
        joined_.erase({room, ghost});
    }
}

} // namespace bascule::bridge
