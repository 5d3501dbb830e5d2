#pragma once

#include "bridge/async/task.hpp"
#include "config/configuration.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace bascule::app {

/// What `bascule check` found out about one thing: how it is and, where that is bad, what to do about it.
struct Finding {
    bool is_well = false;
    std::string text;
    std::string remedy = {};
};
Finding well(std::string text);
Finding bad(std::string text, std::string remedy);

/// One thing to find out. May throw what it likes: that is a bad finding too.
struct Probe {
    std::string_view name;
    std::string_view needs; ///< the probe without whose success this one would tell nothing; may be empty
    bridge::Task<Finding> (*ask)(const config::Configuration& configuration);
    std::string_view remedy; ///< where it throws
};

/// In the order in which they are asked.
std::span<const Probe> probes();

// Of the homeserver (probe_homeserver.cpp).
bridge::Task<Finding> ask_homeserver_versions(const config::Configuration& configuration);
bridge::Task<Finding> ask_homeserver_whoami(const config::Configuration& configuration);
/// Answers the ping itself, unless a running bridge does so.
bridge::Task<Finding> ask_homeserver_ping(const config::Configuration& configuration);

// Of the XMPP server (probe_component.cpp).
/// Asks a running bridge, if there is one, and else the XMPP server.
bridge::Task<Finding> ask_component(const config::Configuration& configuration);

} // namespace bascule::app
