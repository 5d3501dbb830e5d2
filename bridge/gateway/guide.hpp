#pragma once

#include "bridge/addresses.hpp"
#include "bridge/name_book.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/conversation.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/room_directory.hpp"
#include "bridge/ports/room_guide.hpp"

#include <functional>
#include <optional>
#include <string>

namespace bascule::bridge {

/// Tells who is not in a room what the homeserver tells everybody of it, or what it tells his ghost.
class Guide final : public RoomGuide {
public:
    /// All must outlive it.
    struct Sources {
        RoomDirectory& directory;
        NameBook& names;
        Ghosts& ghosts;
        AddressResolver& addresses;
        Portals& portals;
        const Policy& policy;
        MappingRules& rules;
        mapping::UserId bot;
        /// What is behind an mxc: URL, as an avatar. Throws Outage.
        std::function<Task<std::optional<Portrait>>(std::string mxc)> picture_of;
    };
    explicit Guide(Sources sources) : from_{std::move(sources)} {}

    Task<Answered<HostedRoomInfo>> describe(mapping::Jid room, mapping::Jid asker) override;
    Task<Answered<RoomCard>> card(mapping::Jid room, mapping::Jid asker) override;
    Task<Answered<FoundRooms>> search(RoomSearch search) override;
    Task<Answered<mapping::Jid>> address_of(std::string name) override;

private:
    Task<bool> takes_reactions(mapping::Jid room);
    Task<Answered<RoomSummary>> summary_of(mapping::Jid room, mapping::Jid asker);
    Task<std::optional<RoomSummary>> summary_for(mapping::Jid asker, std::string room);
    Task<std::optional<Portrait>> portrait_of(const RoomSummary& room);
    Task<std::optional<mapping::Jid>> address_of_room(const RoomSummary& room);
    Task<std::vector<FoundRoom>> found(const RoomSearch& search, std::vector<RoomSummary> rooms);

    Sources from_;
};

} // namespace bascule::bridge
