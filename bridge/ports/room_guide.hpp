#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/answered.hpp"
#include "bridge/ports/portraits.hpp"
#include "mapping/jid.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// What a MUC that we host says of itself (XEP-0045 §6.4).
struct HostedRoomInfo {
    std::string name;
    std::string topic{};
    std::int64_t occupants = 0;
    bool is_listed = false;       ///< in the homeserver's directory of public rooms
    bool is_members_only = false; ///< it takes an invitation to enter
    bool takes_requests = false;  ///< one may ask to be let in (XEP-0045 §7.10)
    bool is_moderated = false;    ///< a newcomer may not speak
    std::string avatar_hash{};    ///< SHA-1 in hex (XEP-0486); empty where there is none
    int most_history = 0;         ///< messages that a joiner is sent at most
    std::int64_t most_shown = 0;  ///< occupants whose presence is sent at most
    bool takes_reactions = true;  ///< what people of XMPP put on messages crosses (XEP-0444)
};

/// What is on a room's card (XEP-0054, XEP-0486).
struct RoomCard {
    std::string name;
    std::string topic{};
    std::optional<Portrait> portrait{};
};

/// A room that can be found.
struct FoundRoom {
    mapping::Jid address;
    std::string name;
    std::string description{};
    std::int64_t occupants = 0;
    bool is_open = true; ///< everybody may enter
};

/// Which rooms are looked for. Both places set is a mistake.
struct RoomSearch {
    std::string term{}; ///< empty: all
    bool in_name = true;
    bool in_description = true;
    bool in_address = true;
    std::string after{};  ///< a place that an earlier page ended with
    std::string before{}; ///< a place that an earlier page began with
    int at_most = 100;
};

/// A page of rooms, largest first. Places are opaque and name the page's ends for those before and after it.
struct FoundRooms {
    std::vector<FoundRoom> rooms{};
    std::string first{};
    std::string last{};
    std::optional<std::int64_t> total{}; ///< of all that were looked for, roughly
};

/// What people of the XMPP side are told about Matrix rooms and people they are not with. Throws Outage.
class RoomGuide {
public:
    virtual ~RoomGuide() = default;
    /// item-not-found where there is no such room, or none that the asker may know of.
    virtual Task<Answered<HostedRoomInfo>> describe(mapping::Jid room, mapping::Jid asker) = 0;
    /// The same of its card.
    virtual Task<Answered<RoomCard>> card(mapping::Jid room, mapping::Jid asker) = 0;
    /// The homeserver's public rooms. item-not-found for a place that is none.
    virtual Task<Answered<FoundRooms>> search(RoomSearch search) = 0;
    /// The JID of a Matrix user id, an alias, or a link to one (XEP-0100 §5.1).
    virtual Task<Answered<mapping::Jid>> address_of(std::string name) = 0;
};

} // namespace bascule::bridge
