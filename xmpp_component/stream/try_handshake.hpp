#pragma once

#include "bridge/async/task.hpp"
#include "mapping/result.hpp"
#include "xmpp_component/component_options.hpp"

namespace bascule::xmpp {

enum class HandshakeOutcome {
    accepted,
    /// The server knows the component and the secret is right, but somebody is connected: a running bridge.
    already_connected,
};

/// Connects, proves who we are and closes again. Fails with what is wrong and what to do about it, in plain words.
bridge::Task<mapping::Result<HandshakeOutcome>> try_handshake(ComponentOptions options);

} // namespace bascule::xmpp
