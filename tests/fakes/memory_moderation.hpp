#pragma once

#include "bridge/ports/moderation_memory.hpp"
#include "tests/fakes/memory_table.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

// The ports of bridge/ports/moderation_memory.hpp, kept in memory and open to tests.
namespace bascule::fakes {

class MemoryExpulsions final : public bridge::Expulsions, public MemoryTable {
public:
    std::vector<bridge::Expulsion> rows;

    bridge::Task<std::vector<bridge::Expulsion>> of_room(mapping::Jid room) override {
        reach();
        std::vector<bridge::Expulsion> found;
        std::ranges::copy_if(rows, std::back_inserter(found), [&](const auto& row) { return row.room == room; });
        co_return found;
    }
    bridge::Task<void> save(bridge::Expulsion expulsion) override {
        reach();
        std::erase_if(rows, [&](const auto& row) { return row.room == expulsion.room && row.user == expulsion.user; });
        rows.push_back(std::move(expulsion));
        co_return;
    }
    bridge::Task<void> remove(mapping::Jid room, mapping::UserId user) override {
        reach();
        std::erase_if(rows, [&](const auto& row) { return row.room == room && row.user == user; });
        co_return;
    }
    bridge::Task<void> remove_room(mapping::Jid room) override {
        reach();
        std::erase_if(rows, [&](const auto& row) { return row.room == room; });
        co_return;
    }
};

class MemoryRoomFaces final : public bridge::RoomFaces, public MemoryTable {
public:
    std::map<mapping::Jid, bridge::RoomFace> rows;

    bridge::Task<std::optional<bridge::RoomFace>> find(mapping::Jid room) override {
        reach();
        const auto found = rows.find(room);
        co_return found == rows.end() ? std::nullopt : std::optional{found->second};
    }
    bridge::Task<void> save(mapping::Jid room, bridge::RoomFace face) override {
        reach();
        rows.insert_or_assign(std::move(room), std::move(face));
        co_return;
    }
    bridge::Task<void> remove(mapping::Jid room) override {
        reach();
        rows.erase(room);
        co_return;
    }
};

class MemoryPortalMoves final : public bridge::PortalMoves, public MemoryTable {
public:
    explicit MemoryPortalMoves(std::vector<bridge::Portal>& portals) : portals_{portals} {}

    bridge::Task<void> move(mapping::RoomId from, bridge::Portal to) override {
        reach();
        for (auto& portal : portals_) {
            if (portal.room == from) {
                portal = to;
            }
        }
        co_return;
    }

private:
    std::vector<bridge::Portal>& portals_;
};

} // namespace bascule::fakes
