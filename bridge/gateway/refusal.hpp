#pragma once

#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "mapping/jid.hpp"

#include <string>

// What the Matrix side refuses, as a MUC says it.
namespace bascule::bridge {

/// An error that the asker himself could avoid, or nobody; its type follows from its condition (RFC 6120 §8.3.3).
StanzaError refused(std::string condition, std::string text);
/// What was asked for is this MUC, of which the Matrix room is only a portal (RFC 6120 §8.3.3.5).
StanzaError moved_to(const mapping::Jid& muc);
/// Why somebody cannot enter.
StanzaError entry_error(const Refusal& refusal);
/// Why somebody cannot do something in a room that he is in.
StanzaError deed_error(const Refusal& refusal);

} // namespace bascule::bridge
