#pragma once

#include "bridge/ports/xmpp_server.hpp"

#include <pugixml.hpp>

#include <string>
#include <string_view>

namespace bascule::xmpp {

/// The error that a stanza of type error carries (RFC 6120 §8.3). Where it carries none: undefined-condition.
bridge::StanzaError decode_error(pugi::xml_node stanza);
/// Appends the error element. A condition that RFC 6120 §8.3.3 does not know becomes undefined-condition, a type that
/// it does not know becomes the condition's own.
void add_error(pugi::xml_node stanza, const bridge::StanzaError& error);
/// An answer with the type that RFC 6120 §8.3.3 recommends for the condition.
bridge::StanzaError stanza_error(std::string_view condition, std::string text = {});
/// The world is at fault, not the request, so that asking again may help: nothing has been decided.
bool is_undecided(const bridge::StanzaError& error);

} // namespace bascule::xmpp
