#pragma once

#include "bridge/ports/people_inbox.hpp"
#include "xmpp_component/message_handlers.hpp"

namespace bascule::xmpp {

/// Reads what the servers of contacts notify us of, since our capabilities ask for it (XEP-0163 §4): nicks and avatars.
/// The inbox must outlive the handlers.
void register_personal_events(MessageHandlers& handlers, bridge::PeopleInbox& inbox);

} // namespace bascule::xmpp
