#pragma once

#include "bridge/ports/xmpp_server.hpp"

#include <string>

namespace bascule::bridge {

/// A stanza error (RFC 6120 §8.3.3) in words for somebody who never heard of XMPP.
std::string plain_words(const StanzaError& error);

} // namespace bascule::bridge
