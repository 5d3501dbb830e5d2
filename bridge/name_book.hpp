#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/registry.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/names.hpp"

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

namespace bascule::bridge {

/// Somebody in a MUC, by what stays the same when his nick changes.
struct OccupantName {
    mapping::Jid room;
    std::string key;
    friend bool operator==(const OccupantName&, const OccupantName&) = default;
};

/// The names that each side knows the other by, whether plain or hashed: a hash is stored before it is given out, and
/// looked up when it comes in. Names and store outlive the book. Every call throws Outage when the store is needed and
/// away; a plain name never needs it.
class NameBook {
public:
    NameBook(const mapping::Names& names, NamePairs& pairs);

    /// The ghost of a person; the resource of his address does not matter.
    Task<mapping::UserId> ghost_of(mapping::Jid person);
    Task<mapping::UserId> ghost_of_occupant(mapping::Jid room, std::string key);
    Task<mapping::Jid> puppet_of(mapping::UserId user);
    Task<mapping::RoomAlias> alias_of(mapping::Jid muc);
    Task<mapping::Jid> gateway_room_of(mapping::RoomAlias alias);
    Task<mapping::Jid> gateway_room_of(mapping::RoomId room);

    /// A person's bare JID, or `room/key` of an occupant whose key is a resource; see occupant_of. Nothing for who is
    /// no ghost, and for a hash that was never given out.
    Task<std::optional<mapping::Jid>> jid_of(mapping::UserId ghost);
    /// Nothing where the ghost is no occupant's.
    Task<std::optional<OccupantName>> occupant_of(mapping::UserId ghost);
    /// The resource of the puppet's address does not matter.
    Task<std::optional<mapping::UserId>> user_of(mapping::Jid puppet);
    Task<std::optional<mapping::Jid>> muc_of(mapping::RoomAlias alias);
    /// The alias may be a portal's.
    using GatewayMeaning = std::variant<mapping::RoomAlias, mapping::RoomId>;
    Task<std::optional<GatewayMeaning>> room_of_gateway(mapping::Jid gateway_room);

    const mapping::Names& names() const noexcept { return names_; }

private:
    Task<void> remember(mapping::HashedName name, std::string original);
    Task<std::optional<std::string>> original_of(mapping::HashedName name);
    Task<std::optional<std::string>> text_of(std::optional<mapping::Names::JidMeaning> meaning);
    void keep(const std::string& name, std::string original);

    const mapping::Names& names_;
    NamePairs& pairs_;
    std::unordered_map<std::string, std::string> kept_; // hash to original, both ways known to be stored
    std::deque<std::string> kept_in_order_;             // oldest first
};

} // namespace bascule::bridge
