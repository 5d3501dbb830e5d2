#pragma once

#include "bridge/ports/xmpp_inbox.hpp"
#include "mapping/result.hpp"

#include <pugixml.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace bascule::xmpp {

/// Fails where `from` or `to` is missing or malformed.
mapping::Result<bridge::StanzaHead> decode_head(pugi::xml_node stanza);
/// XEP-0172; empty where absent.
std::string decode_nick(pugi::xml_node stanza);
/// XEP-0421; empty where absent.
std::string decode_occupant_id(pugi::xml_node stanza);
/// XEP-0203: of a delay element that fits, the time.
std::optional<std::int64_t> decode_delay(pugi::xml_node delay);

} // namespace bascule::xmpp
