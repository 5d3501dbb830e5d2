#pragma once

#include "bridge/async/task.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// A MUC that we host, and the Matrix room that it shows.
struct GatewayRecord {
    mapping::Jid address; ///< bare
    mapping::RoomId room;
};

/// A session of an XMPP person in a MUC that we host; or the person's last one there, whose ghost has not left yet.
struct GatewaySession {
    mapping::Jid address;
    mapping::Jid session; ///< full JID
    mapping::UserId ghost;
    std::string nick;
    std::optional<std::int64_t> gone_since_ms{}; ///< Unix time since which he is out of the MUC
};

/// The nick of a member who could not have his first choice: it stays his over restarts.
struct GatewayNick {
    mapping::Jid address;
    mapping::UserId user;
    std::string nick;
};

/// What is remembered of the MUCs that we host. Every call throws Outage.
class GatewayRecords {
public:
    virtual ~GatewayRecords() = default;
    virtual Task<std::vector<GatewayRecord>> rooms() = 0;
    virtual Task<void> save(GatewayRecord room) = 0;
    virtual Task<std::vector<GatewaySession>> sessions() = 0;
    virtual Task<void> save(GatewaySession session) = 0;
    virtual Task<void> remove(mapping::Jid address, mapping::Jid session) = 0;
    virtual Task<std::vector<GatewayNick>> nicks(mapping::Jid address) = 0;
    virtual Task<void> save(GatewayNick nick) = 0;
};

} // namespace bascule::bridge
