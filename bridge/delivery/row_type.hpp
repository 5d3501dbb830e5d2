#pragma once

#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <string_view>

namespace bascule::bridge {

/// What the figures' label `type` calls a row: `text`, `emote` and `notice` are messages of either side; `membership`
/// and `encryption` come from Matrix, `error` from XMPP; all else is `other`.
std::string_view type_of(const MatrixEvent& event);
std::string_view type_of(const XmppEvent& event);

} // namespace bascule::bridge
