#pragma once

#include "mapping/jid.hpp"
#include "xmpp_component/iq/iq_tracker.hpp"

#include <pugixml.hpp>

#include <optional>

namespace bascule::xmpp {

/// XEP-0199, also to one's own seat in a MUC.
pugi::xml_document encode_ping(const mapping::Jid& from, const mapping::Jid& to);
/// XEP-0410 §3: whether the answer says that the occupant is still in; nothing where it decides nothing.
std::optional<bool> judge_self_ping(const IqReply& reply);

} // namespace bascule::xmpp
