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

Task<void> MucRooms::remove(mapping::Jid muc, std::string reason) {
    const auto found = rooms_.find(muc);
    if (found == rooms_.end()) {
        co_return;
    }
    co_await found->second->dissolve(std::move(reason));
    by_room_.erase(found->second->portal().room);
    rooms_.erase(muc);
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
