#pragma once

#include "mapping/jid.hpp"
#include "xmpp_component/stream/stanza_framer.hpp"
#include "xmpp_component/stream/stream_failure.hpp"

#include <optional>
#include <string>

namespace bascule::xmpp {

/// XEP-0114 §3: how a component proves that it knows the secret. Says what to write and what an answer means; touches
/// no socket.
class Handshake {
public:
    Handshake(mapping::Jid domain, std::string secret) : domain_{std::move(domain)}, secret_{std::move(secret)} {}

    /// What to write first.
    std::string open();
    /// The server has opened its stream: what to write then.
    std::string prove(const StreamHeader& header);
    /// The server's next element: nothing where it accepts us.
    std::optional<StreamFailure> judge(pugi::xml_node element);
    /// The stream ended: what that means at this point.
    StreamFailure ended() const;

    bool is_accepted() const noexcept { return state_ == State::accepted; }

private:
    enum class State {
        closed,   // nothing written yet
        opening,  // our header is written
        proving,  // the proof is written
        accepted, // <handshake/> came back
    };

    mapping::Jid domain_;
    std::string secret_;
    State state_ = State::closed;
};

} // namespace bascule::xmpp
