#pragma once

#include "bridge/async/task.hpp"
#include "bridge/name_book.hpp"
#include "bridge/ports/registry.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/names.hpp"
#include "mapping/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bascule::bridge {

/// Which of the bridge's names ties the two sides of an address together.
enum class AddressKind {
    ghost,        ///< a person of XMPP and his Matrix user id
    occupant,     ///< the same for somebody in a MUC, known only there
    puppet,       ///< a person of Matrix and his JID
    alias,        ///< a MUC and its portal's alias
    gateway_room, ///< a Matrix room and its MUC on our component
    bridge        ///< the bot and the component
};
std::string_view word_of(AddressKind kind);

/// The address of the same thing on the other side.
struct Resolved {
    std::string address;
    AddressKind kind = AddressKind::ghost;
    bool is_hashed = false;                ///< one of the two holds a hash that only this bridge's store can read
    std::optional<mapping::RoomId> portal; ///< the room that the store knows to be tied to this MUC
};

/// What the asker knows of a bare JID.
enum class Hint { none, muc };

/// Finds for any user id, alias, JID, MUC or occupant, of either side, what it is called on the other one. Names and
/// ports outlive the resolver.
class AddressResolver {
public:
    AddressResolver(const mapping::Names& names, NamePairs& pairs, Portals& portals, Occupants& occupants);

    /// Takes ids, `xmpp:` and `matrix:` URIs and matrix.to links. A bare JID is a MUC where the hint, `?join` or a
    /// portal says so, else a person; a full JID is an occupant, unless it is a puppet's. A hashed name is stored
    /// before it is returned. Fails, with the reason, for what is no valid id or has nothing on the other side; throws
    /// Outage when the store is away.
    Task<mapping::Result<Resolved>> resolve(std::string text, Hint hint);

private:
    using Answer = mapping::Result<Resolved>;
    Task<Answer> of_id(std::string id, Hint hint);
    Task<Answer> of_user(mapping::UserId user);
    Task<Answer> of_ghost(mapping::UserId ghost);
    Task<Answer> of_alias(mapping::RoomAlias alias);
    Task<Answer> of_jid(mapping::Jid jid, Hint hint);
    Task<Answer> of_own_jid(mapping::Jid jid);
    Task<Answer> of_gateway_room(mapping::Jid room);
    Task<Answer> of_occupant(mapping::Jid occupant);
    Task<Answer> of_bare_jid(mapping::Jid jid, Hint hint);

    NameBook book_;
    const mapping::Names& names_;
    Portals& portals_;
    Occupants& occupants_;
};

} // namespace bascule::bridge
