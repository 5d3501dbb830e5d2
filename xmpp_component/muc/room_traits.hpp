#pragma once

#include "bridge/ports/xmpp_server.hpp"
#include "mapping/jid.hpp"

#include <pugixml.hpp>

#include <optional>

namespace bascule::xmpp {

/// The question for what an entity is (XEP-0030 §3.1).
pugi::xml_document encode_info_request(const mapping::Jid& asker, const mapping::Jid& asked);
/// What a MUC room answers (XEP-0045 §6.4); nothing where it is no room.
std::optional<bridge::RoomTraits> decode_room_traits(pugi::xml_node iq);

} // namespace bascule::xmpp
