#pragma once

#include <pugixml.hpp>

#include <string>
#include <vector>

// What stands in an <x xmlns='http://jabber.org/protocol/muc#user'/> (XEP-0045 §15.6).
namespace bascule::xmpp {

/// The codes of its status elements.
std::vector<int> decode_statuses(pugi::xml_node user);
/// Who did it: his nick, else his address; empty where the MUC does not say.
std::string decode_actor(pugi::xml_node item);

} // namespace bascule::xmpp
