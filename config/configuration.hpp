#pragma once

#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/names.hpp"
#include "mapping/permissions.hpp"
#include "mapping/portal_policy.hpp"
#include "mapping/standing.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// What the configuration file says, checked and in the project's own types. What each key means stands in keys.cpp.
namespace bascule::config {

/// A token or password. It can be neither streamed nor formatted, so that none lands in a log by accident.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_{std::move(text)} {}

    const std::string& reveal() const noexcept { return text_; }
    friend bool operator==(const Secret&, const Secret&) = default;

private:
    std::string text_;
};

/// Where to listen, or whom to connect to. `host` is a name or an IP address, the latter without brackets.
struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};
/// `host:port`, with brackets around an IPv6 address.
std::string to_string(const Endpoint& endpoint);

struct HomeserverSettings {
    std::string url; ///< without a slash at its end
    std::string domain;
    std::string ca_file; ///< PEM; empty: the system's authorities
};

struct AppserviceSettings {
    std::string id;
    Endpoint listen;
    std::string url; ///< where the homeserver reaches `listen`, without a slash at its end
    Secret as_token;
    Secret hs_token;
    mapping::UserId bot;
};

struct XmppSettings {
    mapping::Jid component;
    Endpoint server;
    Secret secret;
    std::string nick; ///< of the bot, in MUCs
};

/// Whether one side is shown who is there on the other.
struct PresenceSettings {
    bool to_matrix = false;
    bool to_xmpp = false;
};

enum class LogLevel { trace, debug, info, warning, error, off };

struct LoggingSettings {
    LogLevel level = LogLevel::info;
    // Of single parts; none: the level above.
    std::optional<LogLevel> app;
    std::optional<LogLevel> bridge;
    std::optional<LogLevel> matrix;
    std::optional<LogLevel> xmpp;
    std::optional<LogLevel> store;
};

struct ModerationSettings {
    mapping::ModerationReach power_from_muc = mapping::ModerationReach::portals;
    mapping::ModerationReach affiliation_from_power = mapping::ModerationReach::never;
    friend bool operator==(const ModerationSettings&, const ModerationSettings&) = default;
};

/// Files on their way across.
struct MediaSettings {
    Endpoint listen;
    std::string public_url; ///< where people of XMPP reach `listen`, without a slash at its end
    std::chrono::milliseconds link_ttl{0};
    std::uint64_t most_bytes = 0;
    std::vector<std::string> fetch_allow; ///< addresses and networks
};

struct Configuration {
    HomeserverSettings homeserver;
    AppserviceSettings appservice;
    XmppSettings xmpp;
    Secret database; ///< a URL, which may hold a password
    Endpoint admin_listen;
    std::chrono::milliseconds leave_delay{0};
    ModerationSettings moderation{};
    std::size_t most_shown = 0; ///< members of a room that its hosted MUC shows
    PresenceSettings presence;
    mapping::PortalPolicy portals;
    MediaSettings media;
    mapping::NameTemplates names;
    LoggingSettings logging;
    std::map<std::string, mapping::Permission> permission_rules;
    mapping::Permissions permissions; ///< made of the rules
};

/// The names that this configuration asks for. load() has checked that they can be made.
mapping::Names names_of(const Configuration& configuration);

} // namespace bascule::config
