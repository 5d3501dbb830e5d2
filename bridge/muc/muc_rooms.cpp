#include "bridge/muc/muc_rooms.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <utility>

namespace bascule::bridge {

MucRoom* MucRooms::find(const mapping::Jid& muc) const {
    const auto found = rooms_.find(muc);
    return found == rooms_.end() ? nullptr : found->second.get();
}

MucRoom* MucRooms::find(const mapping::RoomId& room) const {
    const auto found = by_room_.find(room);
    return found == by_room_.end() ? nullptr : found->second;
}

std::vector<MucRoom*> MucRooms::all() const {
    std::vector<MucRoom*> list;
    list.reserve(rooms_.size());
    for (const auto& [muc, room] : rooms_) {
        list.push_back(room.get());
    }
    return list;
}

MucRoom& MucRooms::add(Portal portal, bool is_new) {
    auto room = std::make_unique<MucRoom>(world_, portal);
    auto& added = *room;
    by_room_[portal.room] = room.get();
    rooms_[portal.address] = std::move(room);
    added.start(is_new);
    return added;
}

// Nobody finds it any more, and who has found it before is waited for.
Task<void> MucRooms::remove(mapping::Jid muc, std::string reason) {
    if (auto found = rooms_.extract(muc)) {
        by_room_.erase(found.mapped()->portal().room);
        ending_.insert(std::move(found));
    }
    const auto ending = ending_.find(muc);
    if (ending != ending_.end()) {
        co_await ending->second->dissolve(std::move(reason));
        ending_.erase(muc);
    }
}

void MucRooms::on_connected() {
    for (auto* room : all()) {
        room->on_connected();
    }
}

void MucRooms::on_disconnected() {
    for (auto* room : all()) {
        room->on_disconnected();
    }
}

Task<void> MucRooms::stop(std::string reason) {
    for (auto* room : all()) {
        try {
            co_await room->withdraw(reason);
        } catch (const Outage& outage) {
            log(LogPart::bridge).info("{}: {}", room->portal().address.str(), outage.what());
        }
    }
}

} // namespace bascule::bridge
