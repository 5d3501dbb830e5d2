#pragma once

#include "bridge/ports/xmpp_inbox.hpp"
#include "mapping/result.hpp"

#include <pugixml.hpp>

namespace bascule::xmpp {

/// How much of a message is read: its words, fallbacks and all, or everything as values.
enum class Reading { words, everything };

/// What a message stanza means. `real_jid` of a GroupMessage is taken from its muc#user item, which an archive puts in
/// and anybody could on the way through a careless MUC, so it has to be removed from live messages before.
mapping::Result<bridge::XmppEvent> decode_message(pugi::xml_node message, Reading reading = Reading::words);

} // namespace bascule::xmpp
