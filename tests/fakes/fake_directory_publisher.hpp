#pragma once

#include "bridge/ports/room_directory_publisher.hpp"

#include <set>
#include <utility>

namespace bascule::fakes {

/// A list of rooms.
class FakeDirectoryPublisher final : public bridge::RoomDirectoryPublisher {
public:
    std::set<mapping::RoomId> rooms;

    bridge::Task<bridge::Answer<void>> publish(mapping::RoomId room) override {
        rooms.insert(std::move(room));
        co_return bridge::Answer<void>{};
    }
    bridge::Task<bridge::Answer<void>> withdraw(mapping::RoomId room) override {
        rooms.erase(room);
        co_return bridge::Answer<void>{};
    }
};

} // namespace bascule::fakes
