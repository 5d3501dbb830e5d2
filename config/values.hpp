#pragma once

#include "config/configuration.hpp"
#include "mapping/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// One function per kind of value: the text of the file in, the value or the reason with its remedy out. A reason never
// repeats what may be secret.
namespace bascule::config {

mapping::Result<std::string> any_text(std::string_view text);
mapping::Result<std::string> some_text(std::string_view text);
/// What names the appservice to the homeserver: no `|`, which Synapse refuses.
mapping::Result<std::string> appservice_id(std::string_view text);
/// A nick that a MUC can take (RFC 7622, resourcepart).
mapping::Result<std::string> nick(std::string_view text);
/// http:// or https://, a host, perhaps a port and a path; the slash at its end is taken off.
mapping::Result<std::string> web_url(std::string_view text);
/// A Matrix server name.
mapping::Result<std::string> server_name(std::string_view text);
/// Printable ASCII without spaces, as an HTTP header carries it.
mapping::Result<Secret> token(std::string_view text);
mapping::Result<Secret> password(std::string_view text);
/// `sqlite:` and a path, or `postgresql://…`.
mapping::Result<Secret> database_url(std::string_view text);
/// `host:port`, or `[IPv6 address]:port`.
mapping::Result<Endpoint> endpoint(std::string_view text);
/// A JID that is a domain alone.
mapping::Result<mapping::Jid> component_domain(std::string_view text);
/// The localpart of the bot's user id: characters that no homeserver escapes in a URL.
mapping::Result<std::string> bot_localpart(std::string_view text);
/// A whole number and its unit: ms, s, m, h or d.
mapping::Result<std::chrono::milliseconds> duration(std::string_view text);
mapping::Result<mapping::ModerationReach> moderation_reach(std::string_view text);
/// A whole number from 1 to 100000.
mapping::Result<std::size_t> member_count(std::string_view text);
/// A whole number from 0 to a million.
mapping::Result<int> count(std::string_view text);
/// A whole number and its unit: KiB, MiB or GiB. Bytes.
mapping::Result<std::uint64_t> byte_size(std::string_view text);
/// IP addresses and networks (`192.0.2.0/24`), with spaces between them.
mapping::Result<std::vector<std::string>> networks(std::string_view text);
mapping::Result<bool> yes_or_no(std::string_view text);
/// Whether anybody may join: public or private.
mapping::Result<bool> public_or_private(std::string_view text);
mapping::Result<LogLevel> log_level(std::string_view text);
mapping::Result<mapping::Permission> permission(std::string_view text);

} // namespace bascule::config
