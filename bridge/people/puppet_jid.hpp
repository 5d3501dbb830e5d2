#pragma once

#include "mapping/jid.hpp"

namespace bascule::bridge {

/// The full JID under which a puppet is present, from its bare one; nobody has to be asked for it. Its resource is kept
/// for ever: a MUC tells by the full JID that a puppet who joins again after a restart is the one it knows.
inline mapping::Jid puppet_jid(const mapping::Jid& bare) {
    return bare.with_resource("bascule").value();
}

} // namespace bascule::bridge
