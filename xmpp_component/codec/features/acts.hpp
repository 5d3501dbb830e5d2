#pragma once

#include "bridge/ports/xmpp_inbox.hpp"
#include "mapping/conversation/act.hpp"

#include <pugixml.hpp>

#include <optional>

// What is done to an earlier message: XEP-0444, XEP-0424, XEP-0425.
namespace bascule::xmpp {

/// Nothing where the stanza does nothing of that. A moderator's word counts only from the room itself (XEP-0425 §4.2).
std::optional<mapping::Act> decode_act(const bridge::StanzaHead& head, pugi::xml_node message);

/// Adds the element; the words that stand for it, if any, were written before.
void encode_act(pugi::xml_node stanza, const mapping::Act& act);

} // namespace bascule::xmpp
