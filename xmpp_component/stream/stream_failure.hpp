#pragma once

#include "bridge/ports/outage.hpp"

#include <pugixml.hpp>

#include <string>

namespace bascule::xmpp {

/// Why there is no stream (any more).
struct StreamFailure {
    enum class Kind {
        unreachable,    // nobody listens there, or nobody answers
        not_authorized, // wrong secret; with ejabberd also: unknown component
        not_configured, // the server does not know the component
        conflict,       // another connection serves this component
        lost,           // it was up and broke
        silent,         // it is up, but pings are not answered
        ill_formed,     // what arrived is no XMPP
        refused,        // the server closed it with an error about what we sent
        shutdown,       // the server is going down
    };
    Kind kind = Kind::lost;
    std::string words; ///< for the admin: what happened and what to do about it
};

/// What a `<stream:error/>` (RFC 6120 §4.9) means for a component of this domain.
StreamFailure failure_of(pugi::xml_node stream_error, const std::string& domain);
/// The server ended a stream that it had not accepted and said nothing, as Prosody does for a component that it does
/// not know.
StreamFailure closed_without_words(const std::string& domain);

/// Ends a session.
class StreamBroken : public bridge::Outage {
public:
    explicit StreamBroken(StreamFailure failure) : Outage{failure.words}, failure_{std::move(failure)} {}
    const StreamFailure& failure() const noexcept { return failure_; }

private:
    StreamFailure failure_;
};

} // namespace bascule::xmpp
