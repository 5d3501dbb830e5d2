#include "bridge/store/tables/portal_table.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace bascule::store {

using bridge::Portal;
using bridge::PortalKind;

namespace {

constexpr const char* select_all = "SELECT kind, room, address, matrix_user, created_ms FROM portal ORDER BY room";
constexpr const char* select_by_room =
    "SELECT kind, room, address, matrix_user, created_ms FROM portal WHERE room = $1";
constexpr const char* select_by_muc = R"sql(
    SELECT kind, room, address, matrix_user, created_ms FROM portal WHERE address = $1 AND kind <> 'direct')sql";
constexpr const char* select_direct = R"sql(
    SELECT kind, room, address, matrix_user, created_ms FROM portal
    WHERE matrix_user = $1 AND address = $2 AND kind = 'direct')sql";
constexpr const char* delete_by_room = "DELETE FROM portal WHERE room = $1";
constexpr const char* delete_direct = R"sql(
    DELETE FROM portal WHERE matrix_user = $1 AND address = $2 AND kind = 'direct')sql";
constexpr const char* insert_portal = R"sql(
    INSERT INTO portal (kind, room, address, matrix_user, created_ms) VALUES ($1, $2, $3, $4, $5))sql";

// In the order of the enumerators.
constexpr std::array<std::string_view, 4> kinds{"direct", "portal", "plumbed", "gateway"};

std::string text_of(PortalKind kind) {
    return std::string{kinds.at(static_cast<std::size_t>(kind))};
}

PortalKind kind_of(const std::string& text) {
    const auto* const found = std::find(kinds.begin(), kinds.end(), text);
    if (found == kinds.end()) {
        throw std::logic_error{"there is no kind of portal called " + text};
    }
    return static_cast<PortalKind>(found - kinds.begin());
}

Portal read_portal(const Row& row) {
    Portal portal{kind_of(row.text(0)), mapping::RoomId::parse(row.text(1)).value(),
                  mapping::Jid::parse(row.text(2)).value(), std::nullopt, row.number(4)};
    if (row.value(3)) {
        portal.user = mapping::UserId::parse(row.text(3)).value();
    }
    return portal;
}

std::optional<Portal> first_of(const Rows& answer) {
    return answer.rows.empty() ? std::nullopt : std::optional{read_portal(answer.rows.front())};
}

} // namespace

Task<std::vector<Portal>> PortalTable::all() {
    const auto answer = co_await database_.query(select_all, std::vector<Value>());
    std::vector<Portal> found;
    for (const auto& row : answer.rows) {
        found.push_back(read_portal(row));
    }
    co_return found;
}

Task<std::optional<Portal>> PortalTable::of_room(mapping::RoomId room) {
    std::vector<Value> parameters{room.str()};
    co_return first_of(co_await database_.query(select_by_room, std::move(parameters)));
}

Task<std::optional<Portal>> PortalTable::of_muc(mapping::Jid muc) {
    std::vector<Value> parameters{muc.str()};
    co_return first_of(co_await database_.query(select_by_muc, std::move(parameters)));
}

Task<std::optional<Portal>> PortalTable::direct(mapping::UserId user, mapping::Jid peer) {
    std::vector<Value> parameters{user.str(), peer.str()};
    co_return first_of(co_await database_.query(select_direct, std::move(parameters)));
}

Task<void> PortalTable::save(Portal portal) {
    const Value user = portal.user ? Value{portal.user->str()} : std::nullopt;
    Batch batch;
    batch.push_back(Statement{delete_by_room, {portal.room.str()}});
    if (portal.kind == PortalKind::direct) {
        batch.push_back(Statement{delete_direct, {user, portal.address.str()}});
    }
    batch.push_back(
        Statement{insert_portal,
                  {text_of(portal.kind), portal.room.str(), portal.address.str(), user, number(portal.created_ms)}});
    co_await database_.run(std::move(batch));
}

Task<void> PortalTable::remove(mapping::RoomId room) {
    std::vector<Value> parameters{room.str()};
    co_await database_.query(delete_by_room, std::move(parameters));
}

} // namespace bascule::store
