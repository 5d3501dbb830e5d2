#pragma once

#include "bridge/ports/gateway_records.hpp"

#include <utility>
#include <vector>

namespace bascule::fakes {

using bridge::Task;

/// What is remembered of hosted MUCs, in vectors.
class MemoryGatewayRecords final : public bridge::GatewayRecords {
public:
    std::vector<bridge::GatewayRecord> room_rows;
    std::vector<bridge::GatewaySession> session_rows;
    std::vector<bridge::GatewayNick> nick_rows;

    Task<std::vector<bridge::GatewayRecord>> rooms() override { co_return room_rows; }
    Task<void> save(bridge::GatewayRecord room) override {
        std::erase_if(room_rows, [&](const auto& row) { return row.address == room.address; });
        room_rows.push_back(std::move(room));
        co_return;
    }
    Task<std::vector<bridge::GatewaySession>> sessions() override { co_return session_rows; }
    Task<void> save(bridge::GatewaySession session) override {
        std::erase_if(session_rows, [&](const auto& row) {
            return row.address == session.address &&
                   (row.session == session.session || (row.ghost == session.ghost && row.gone_since_ms));
        });
        session_rows.push_back(std::move(session));
        co_return;
    }
    Task<void> remove(mapping::Jid address, mapping::Jid session) override {
        std::erase_if(session_rows, [&](const auto& row) { return row.address == address && row.session == session; });
        co_return;
    }
    Task<std::vector<bridge::GatewayNick>> nicks(mapping::Jid address) override {
        auto rows = nick_rows;
        std::erase_if(rows, [&](const auto& row) { return row.address != address; });
        co_return rows;
    }
    Task<void> save(bridge::GatewayNick nick) override {
        std::erase_if(nick_rows, [&](const auto& row) { return row.address == nick.address && row.user == nick.user; });
        nick_rows.push_back(std::move(nick));
        co_return;
    }
};

} // namespace bascule::fakes
