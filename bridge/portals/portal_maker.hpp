#pragma once

#include "bridge/async/slots.hpp"
#include "bridge/async/task.hpp"
#include "bridge/async/turns.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/portals/muc_door.hpp"
#include "bridge/ports/registry.hpp"
#include "mapping/result.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <optional>
#include <string>

namespace bascule::bridge {

/// Makes and ends portals: rooms of the bridge's own for MUCs. Everything throws Outage, and may be called again then.
class PortalMaker {
public:
    /// When the asker's own puppet has to be let in first: a trial entry is seen in the MUC.
    enum class Trial { where_guarded, always };
    struct Wish {
        mapping::Jid muc;
        std::string password{};                 ///< empty: none is known
        std::optional<mapping::UserId> asker{}; ///< who is to be invited; none: whoever joins the alias
        Trial trial = Trial::where_guarded;
    };

    /// `rooms` and `portals` must outlive it.
    PortalMaker(const boost::asio::any_io_executor& executor, MucRooms& rooms, Portals& portals);

    /// The room of this MUC, plumbed or portal, which is made where there is none; or, as a sentence, why there can be
    /// none for this asker.
    Task<mapping::Result<Portal>> open(Wish wish);
    /// Makes the room of an alias, where it stands for a MUC that everybody may enter; or has it lead to the existing
    /// room to which that MUC is plumbed, where that is public.
    Task<bool> provide(mapping::RoomAlias alias);
    /// Everybody of ours but the bot leaves the room, and the alias leads nowhere any more.
    Task<void> close(Portal portal, std::string reason);

private:
    Task<mapping::Result<Portal>> open_in_turn(Wish wish);
    std::optional<std::string> objection_to(const mapping::Jid& muc) const;
    Task<mapping::Result<Portal>> make(const Wish& wish);
    Task<mapping::Result<mapping::RoomId>> make_room(const Wish& wish, const Door& door);
    Task<void> begin(Portal portal, std::string password);
    Task<void> publish(mapping::RoomId room);
    Task<std::optional<std::string>> refusal_of(const Wish& wish);
    Task<std::optional<std::string>> ask_muc(const Wish& wish);
    Task<bool> lend_alias(mapping::RoomAlias alias, Portal portal);

    MucRooms& rooms_;
    Portals& portals_;
    Turns<mapping::Jid> turns_; // two who ask at once must not make two rooms
    Slots strangers_;           // anybody may ask for an alias, from anywhere
};

} // namespace bascule::bridge
