#pragma once

#include "bridge/ports/xmpp_inbox.hpp"

#include <pugixml.hpp>

#include <string>
#include <vector>

namespace bascule::xmpp {

/// XEP-0030 §3.1
struct Identity {
    std::string category;
    std::string type;
    std::string name;
};

/// What an entity says of itself.
struct DiscoInfo {
    std::vector<Identity> identities;
    std::vector<std::string> features;
};

/// Of the component.
DiscoInfo bridge_info();
/// Of a puppet's full JID: what stands behind its capabilities (XEP-0115), the same for all puppets.
DiscoInfo puppet_info();
/// Of a puppet's bare JID: the account, with the nick node of XEP-0172.
DiscoInfo account_info(const std::string& name);
void write(pugi::xml_node query, const DiscoInfo& info);

} // namespace bascule::xmpp
