#pragma once

#include "mapping/jid.hpp"
#include "xmpp_component/stream/stanza_framer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace bascule::xmpp {

/// What XEP-0092 tells of us.
struct Software {
    std::string name = "Bascule";
    std::string version;
};

/// How long the component waits for what. Deadlines of answers count ReadingClock time.
struct ComponentTiming {
    std::chrono::milliseconds connect{std::chrono::seconds{10}};
    std::chrono::milliseconds handshake{std::chrono::seconds{15}};
    std::chrono::milliseconds close{std::chrono::seconds{2}}; ///< for the goodbye, in real time
    std::chrono::milliseconds ping_every{std::chrono::seconds{60}};
    std::chrono::milliseconds answer{std::chrono::seconds{30}};  ///< of pings, barriers, disco
    std::chrono::milliseconds join{std::chrono::seconds{60}};    ///< of a MUC, which may be far away
    std::chrono::milliseconds archive{std::chrono::seconds{60}}; ///< one page
    std::chrono::milliseconds first_retry{std::chrono::seconds{1}};
    std::chrono::milliseconds last_retry{std::chrono::seconds{60}};
    std::chrono::milliseconds conflict_retry{std::chrono::seconds{60}};
    std::chrono::milliseconds stable_after{std::chrono::seconds{60}}; ///< then retries begin anew
};

struct ComponentLimits {
    std::size_t stanza_bytes = 256 * 1024;  ///< of one that leaves
    std::size_t outbox_bytes = 1024 * 1024; ///< beyond, senders wait
    std::size_t requests_at_once = 256;     ///< IQ requests being answered
    FramerLimits incoming;
};

struct ComponentOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 5347;
    mapping::Jid domain; ///< the component's own
    std::string secret;
    Software software = {};
    ComponentTiming timing = {};
    ComponentLimits limits = {};
};

} // namespace bascule::xmpp
