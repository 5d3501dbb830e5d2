#pragma once

#include "bridge/ports/room_directory.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// Public rooms in pages, by token, and what each asker may know.
class FakeRoomDirectory final : public bridge::RoomDirectory {
public:
    bridge::Task<bridge::Answer<bridge::DirectoryPage>> public_rooms(bridge::DirectoryQuery query) override {
        queries.push_back(query);
        co_return pages[query.since];
    }
    bridge::Task<bridge::Answer<bridge::RoomSummary>> summary(mapping::UserId as, std::string room) override {
        const auto found = summaries.find({as, room});
        if (found == summaries.end()) {
            co_return bridge::Refusal{404, "M_NOT_FOUND", "none for you"};
        }
        co_return found->second;
    }
    bridge::Task<bool> is_listed(mapping::RoomId room) override { co_return listed.contains(room); }
    bridge::Task<bool> is_moderated(mapping::UserId /*as*/, mapping::RoomId room) override {
        co_return moderated.contains(room);
    }

    std::map<std::string, bridge::DirectoryPage> pages; ///< by the token that asks for them
    std::map<std::pair<mapping::UserId, std::string>, bridge::RoomSummary> summaries;
    std::set<mapping::RoomId> listed;
    std::set<mapping::RoomId> moderated;
    std::vector<bridge::DirectoryQuery> queries;
};

} // namespace bascule::fakes
