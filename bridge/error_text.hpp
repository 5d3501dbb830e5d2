#pragma once

#include "bridge/ports/xmpp_server.hpp"

#include <string>

namespace bascule::bridge {

/// A stanza error (RFC 6120 §8.3.3) in words for somebody who never heard of XMPP.
std::string plain_words(const StanzaError& error);
/// The same of a MUC's refusal to let somebody in, where `forbidden` means a ban (XEP-0045 §7.2.7).
std::string words_at_door(const StanzaError& error);
/// What a MUC for members only takes to let this one in.
std::string remedy_for_stranger(const mapping::Jid& stranger);

} // namespace bascule::bridge
