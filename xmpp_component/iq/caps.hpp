#pragma once

#include "xmpp_component/iq/disco_info.hpp"

#include <string>

namespace bascule::xmpp {

/// Names the software in capabilities (XEP-0115 §4).
inline constexpr const char* caps_node = "urn:bascule:puppet";

/// The verification string of XEP-0115 §5.1, SHA-1.
std::string caps_hash(DiscoInfo info);
/// Of every puppet.
const std::string& puppet_caps();

} // namespace bascule::xmpp
