#pragma once

#include "bridge/ports/xmpp_inbox.hpp"
#include "mapping/result.hpp"

#include <pugixml.hpp>

namespace bascule::xmpp {

/// What a presence stanza means: of a MUC occupant where it carries muc#user, else of a contact.
mapping::Result<bridge::XmppEvent> decode_presence(pugi::xml_node presence);

} // namespace bascule::xmpp
