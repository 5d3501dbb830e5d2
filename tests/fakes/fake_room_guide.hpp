#pragma once

#include "bridge/ports/outage.hpp"
#include "bridge/ports/room_guide.hpp"

#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// Knows what a test has told it, and keeps what it was asked.
class FakeRoomGuide final : public bridge::RoomGuide {
public:
    bridge::Task<bridge::Answered<bridge::HostedRoomInfo>> describe(mapping::Jid room, mapping::Jid asker) override {
        described.emplace_back(std::move(room), std::move(asker));
        co_return info;
    }
    bridge::Task<bridge::Answered<bridge::RoomCard>> card(mapping::Jid /*room*/, mapping::Jid /*asker*/) override {
        co_return kept_card;
    }
    bridge::Task<bridge::Answered<bridge::FoundRooms>> search(bridge::RoomSearch search) override {
        searches.push_back(std::move(search));
        co_return rooms;
    }
    bridge::Task<bridge::Answered<mapping::Jid>> address_of(std::string name) override {
        names.push_back(std::move(name));
        co_return address;
    }

    bridge::Answered<bridge::HostedRoomInfo> info = bridge::HostedRoomInfo{};
    bridge::Answered<bridge::RoomCard> kept_card = bridge::RoomCard{};
    bridge::Answered<bridge::FoundRooms> rooms = bridge::FoundRooms{};
    bridge::Answered<mapping::Jid> address = bridge::StanzaError{"modify", "bad-request", ""};
    std::vector<std::pair<mapping::Jid, mapping::Jid>> described;
    std::vector<bridge::RoomSearch> searches;
    std::vector<std::string> names;
};

} // namespace bascule::fakes
