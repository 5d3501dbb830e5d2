#pragma once

#include "bridge/ports/audit.hpp"
#include "bridge/ports/registry.hpp"
#include "tests/fakes/memory_message_links.hpp"
#include "tests/fakes/memory_table.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The ports of bridge/ports/registry.hpp, kept in memory and open to tests, which look at `rows` and may fill them.
namespace bascule::fakes {

using bridge::Task;

class MemoryPortals final : public bridge::Portals, public MemoryTable {
public:
    std::vector<bridge::Portal> rows;

    Task<std::vector<bridge::Portal>> all() override {
        reach();
        co_return rows;
    }
    Task<std::optional<bridge::Portal>> of_room(mapping::RoomId room) override {
        co_return first([&](const auto& portal) { return portal.room == room; });
    }
    Task<std::optional<bridge::Portal>> of_muc(mapping::Jid muc) override {
        co_return first(
            [&](const auto& portal) { return portal.kind != bridge::PortalKind::direct && portal.address == muc; });
    }
    Task<std::optional<bridge::Portal>> direct(mapping::UserId user, mapping::Jid peer) override {
        co_return first([&](const auto& portal) { return is_direct(portal, user, peer); });
    }
    Task<void> save(bridge::Portal portal) override {
        reach();
        std::erase_if(rows, [&](const auto& row) {
            return row.room == portal.room || (portal.user && is_direct(row, *portal.user, portal.address));
        });
        const auto same_muc = std::ranges::find_if(rows, [&](const auto& row) {
            return row.kind != bridge::PortalKind::direct && row.address == portal.address;
        });
        if (portal.kind != bridge::PortalKind::direct && same_muc != rows.end()) {
            throw std::logic_error{portal.address.str() + " would be in two portals"};
        }
        rows.push_back(std::move(portal));
        co_return;
    }
    Task<void> remove(mapping::RoomId room) override {
        reach();
        std::erase_if(rows, [&](const auto& portal) { return portal.room == room; });
        co_return;
    }

private:
    static bool is_direct(const bridge::Portal& portal, const mapping::UserId& user, const mapping::Jid& peer) {
        return portal.kind == bridge::PortalKind::direct && portal.user == user && portal.address == peer;
    }
    template <class Predicate>
    std::optional<bridge::Portal> first(Predicate predicate) const {
        reach();
        const auto found = std::ranges::find_if(rows, predicate);
        return found == rows.end() ? std::nullopt : std::optional{*found};
    }
};

class MemoryGhosts final : public bridge::Ghosts, public MemoryTable {
public:
    std::map<mapping::UserId, bridge::Ghost> rows;

    Task<std::optional<bridge::Ghost>> find(mapping::UserId id) override {
        reach();
        const auto found = rows.find(id);
        co_return found == rows.end() ? std::nullopt : std::optional{found->second};
    }
    Task<void> save(bridge::Ghost ghost) override {
        reach();
        const auto id = ghost.id;
        rows.insert_or_assign(id, std::move(ghost));
        co_return;
    }
};

class MemoryNamePairs final : public bridge::NamePairs, public MemoryTable {
public:
    std::map<std::string, std::string> rows;
    int lookups = 0; ///< calls of original_of

    Task<void> remember(std::string name, std::string original) override {
        reach();
        const auto [row, is_new] = rows.emplace(std::move(name), original);
        if (!is_new && row->second != original) {
            throw std::logic_error{row->first + " would stand for two things"};
        }
        co_return;
    }
    Task<std::optional<std::string>> original_of(std::string name) override {
        reach();
        ++lookups;
        const auto found = rows.find(name);
        co_return found == rows.end() ? std::nullopt : std::optional{found->second};
    }
};

class MemoryOccupants final : public bridge::Occupants, public MemoryTable {
public:
    std::vector<bridge::Occupant> rows;

    Task<std::vector<bridge::Occupant>> of_room(mapping::Jid room) override {
        reach();
        std::vector<bridge::Occupant> found;
        std::ranges::copy_if(rows, std::back_inserter(found), [&](const auto& row) { return row.room == room; });
        co_return found;
    }
    Task<void> save(std::vector<bridge::Occupant> occupants) override {
        reach();
        for (auto& occupant : occupants) {
            erase(occupant.room, occupant.key);
            rows.push_back(std::move(occupant));
        }
        co_return;
    }
    Task<void> remove(mapping::Jid room, std::string key) override {
        reach();
        erase(room, key);
        co_return;
    }
    Task<void> remove_room(mapping::Jid room) override {
        reach();
        std::erase_if(rows, [&](const auto& row) { return row.room == room; });
        co_return;
    }

private:
    void erase(const mapping::Jid& room, std::string_view key) {
        std::erase_if(rows, [&](const auto& row) { return row.room == room && row.key == key; });
    }
};

class MemorySeats final : public bridge::Seats, public MemoryTable {
public:
    std::vector<bridge::Seat> rows;

    Task<std::vector<bridge::Seat>> of_room(mapping::Jid room) override {
        reach();
        std::vector<bridge::Seat> found;
        std::ranges::copy_if(rows, std::back_inserter(found), [&](const auto& row) { return row.room == room; });
        co_return found;
    }
    Task<void> save(bridge::Seat seat) override {
        reach();
        erase(seat.room, seat.puppet);
        rows.push_back(std::move(seat));
        co_return;
    }
    Task<void> remove(mapping::Jid room, mapping::Jid puppet) override {
        reach();
        erase(room, puppet);
        co_return;
    }
    Task<void> remove_room(mapping::Jid room) override {
        reach();
        std::erase_if(rows, [&](const auto& row) { return row.room == room; });
        co_return;
    }

private:
    void erase(const mapping::Jid& room, const mapping::Jid& puppet) {
        std::erase_if(rows, [&](const auto& row) { return row.room == room && row.puppet == puppet; });
    }
};

class MemoryContacts final : public bridge::Contacts, public MemoryTable {
public:
    std::map<std::pair<mapping::Jid, mapping::Jid>, bridge::Contact> rows; ///< by puppet and peer

    Task<std::optional<bridge::Contact>> find(mapping::Jid puppet, mapping::Jid peer) override {
        reach();
        const auto found = rows.find(std::pair{puppet, peer});
        co_return found == rows.end() ? std::nullopt : std::optional{found->second};
    }
    Task<void> save(bridge::Contact contact) override {
        reach();
        const std::pair key{contact.puppet, contact.peer};
        rows.insert_or_assign(key, std::move(contact));
        co_return;
    }
    Task<void> remove(mapping::Jid puppet, mapping::Jid peer) override {
        reach();
        rows.erase(std::pair{puppet, peer});
        co_return;
    }
    Task<std::vector<bridge::Contact>> watchers() override {
        reach();
        std::vector<bridge::Contact> found;
        for (const auto& [key, contact] : rows) {
            if (contact.peer_sees_puppet) {
                found.push_back(contact);
            }
        }
        co_return found;
    }
};

class MemoryActivity final : public bridge::ActivityMarks, public MemoryTable {
public:
    std::map<std::pair<bridge::ActivityKind, std::string>, std::int64_t> rows;
    int writes = 0;

    Task<void> mark(bridge::ActivityKind kind, std::string name, std::int64_t at_ms) override {
        reach();
        ++writes;
        rows[{kind, std::move(name)}] = at_ms;
        co_return;
    }
    Task<std::vector<std::int64_t>> count(std::vector<bridge::ActivityQuery> queries) override {
        reach();
        std::vector<std::int64_t> counts;
        for (const auto& query : queries) {
            counts.push_back(std::ranges::count_if(
                rows, [&](const auto& row) { return row.first.first == query.kind && row.second >= query.since_ms; }));
        }
        co_return counts;
    }
};

class MemoryAudit final : public bridge::AuditLog, public MemoryTable {
public:
    std::vector<bridge::AuditRecord> rows; ///< oldest first

    Task<void> append(bridge::AuditRecord record) override {
        reach();
        if (std::ranges::find(rows, record.key, &bridge::AuditRecord::key) == rows.end()) {
            rows.push_back(std::move(record));
        }
        co_return;
    }
    Task<std::vector<bridge::AuditRecord>> latest(int at_most) override {
        reach();
        std::vector<bridge::AuditRecord> found{rows.rbegin(), rows.rend()};
        if (std::cmp_greater(found.size(), at_most)) {
            found.erase(found.begin() + at_most, found.end());
        }
        co_return found;
    }
};

/// All of them, and the outage that hits all at once.
struct MemoryRegistry {
    MemoryPortals portals;
    MemoryGhosts ghosts;
    MemoryNamePairs name_pairs;
    MemoryOccupants occupants;
    MemorySeats seats;
    MemoryContacts contacts;
    MemoryMessageLinks message_links;
    MemoryActivity activity;
    MemoryAudit audit;

    void go_away() { set_away(true); }
    void come_back() { set_away(false); }

private:
    void set_away(bool is_away) {
        for (MemoryTable* table : std::initializer_list<MemoryTable*>{
                 &portals, &ghosts, &name_pairs, &occupants, &seats, &contacts, &message_links, &activity, &audit}) {
            table->is_away = is_away;
        }
    }
};

} // namespace bascule::fakes
