#include "config/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace bascule::config {

namespace {

using mapping::Error;
using mapping::Result;

// Both a value and an Error can be made of a string, so a Result has to be told which is meant.
Result<std::string> value_of(std::string_view text) {
    return Result<std::string>{boost::system::in_place_value, text};
}

std::string in_quotes(std::string_view text) {
    return '"' + std::string{text} + '"';
}

// The whole text as a number, or nothing.
template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto* const end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc{} || stopped != end) {
        return std::nullopt;
    }
    return value;
}

bool is_visible_ascii(char c) {
    return c > ' ' && c < '\x7f';
}

bool holds_only(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

// Host and port of an authority such as `host:1`, `[::1]:1`; the port may be missing.
struct Authority {
    std::string_view host;
    std::optional<std::string_view> port;
};
std::optional<Authority> split(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        const auto rest = text.substr(end + 1);
        if (!rest.empty() && rest.front() != ':') {
            return std::nullopt;
        }
        return Authority{text.substr(1, end - 1), rest.empty() ? std::nullopt : std::optional{rest.substr(1)}};
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) {
        return Authority{text, std::nullopt};
    }
    return Authority{text.substr(0, colon), text.substr(colon + 1)};
}

bool is_port(std::string_view text) {
    const auto port = number<std::uint16_t>(text);
    return port && *port != 0;
}

bool is_host(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_visible_ascii) && text.find_first_of("/@[]") == text.npos;
}

bool is_whole(const std::optional<Authority>& authority) {
    return authority && is_host(authority->host) && (!authority->port || is_port(*authority->port));
}

struct DurationUnit {
    std::string_view name;
    std::int64_t milliseconds;
};
constexpr std::array units{
    DurationUnit{"ms", 1},        DurationUnit{"s", 1'000},      DurationUnit{"m", 60'000},
    DurationUnit{"h", 3'600'000}, DurationUnit{"d", 86'400'000},
};

constexpr std::array level_names{"trace", "debug", "info", "warning", "error", "off"};

} // namespace

Result<std::string> any_text(std::string_view text) {
    return value_of(text);
}

Result<std::string> some_text(std::string_view text) {
    if (text.empty()) {
        return Error{"is empty; write a value or leave the key out"};
    }
    return value_of(text);
}

Result<std::string> appservice_id(std::string_view text) {
    if (text.empty() || !std::ranges::all_of(text, is_visible_ascii) || text.find('|') != text.npos) {
        return Error{in_quotes(text) + " cannot name an appservice; write one word without |, such as bascule"};
    }
    return value_of(text);
}

Result<std::string> nick(std::string_view text) {
    const auto occupant = mapping::Jid::from_parts("room", "muc.invalid", text);
    if (text.empty() || !occupant) {
        return Error{in_quotes(text) + " cannot be a nick; write a name without control characters, such as Bascule"};
    }
    return value_of(text);
}

Result<std::string> web_url(std::string_view text) {
    const auto rest = text.starts_with("https://")  ? text.substr(8)
                      : text.starts_with("http://") ? text.substr(7)
                                                    : std::string_view{};
    const auto slash = rest.find('/');
    if (!is_whole(split(rest.substr(0, slash))) || !std::ranges::all_of(text, is_visible_ascii) ||
        text.find_first_of("?#") != text.npos) {
        return Error{in_quotes(text) + " is no web address; write it as http://host:port or https://host"};
    }
    while (text.ends_with('/')) {
        text.remove_suffix(1);
    }
    return value_of(text);
}

Result<std::string> server_name(std::string_view text) {
    const auto authority = split(text);
    if (!is_whole(authority) || !mapping::UserId::parse("@a:" + std::string{text})) {
        return Error{in_quotes(text) +
                     " is no server name; write what stands after the colon in your user ids, such as "
                     "example.org"};
    }
    return value_of(text);
}

Result<Secret> token(std::string_view text) {
    if (text.empty() || !std::ranges::all_of(text, is_visible_ascii)) {
        return Error{
            "a token is one word of ASCII letters and digits; take the one of the registration, or make both "
            "anew with `bascule init`"};
    }
    return Secret{std::string{text}};
}

Result<Secret> password(std::string_view text) {
    if (text.empty()) {
        return Error{"is empty; write the secret that the XMPP server has for this component"};
    }
    return Secret{std::string{text}};
}

Result<Secret> database_url(std::string_view text) {
    const auto is_sqlite = text.starts_with("sqlite://") && !holds_only(text.substr(9), "/");
    const auto is_postgresql = text.starts_with("postgresql://") || text.starts_with("postgres://");
    if (!is_sqlite && !is_postgresql) {
        return Error{"is no database address; write sqlite:///path/to/file.db or postgresql://user@host/name"};
    }
    return Secret{std::string{text}};
}

Result<Endpoint> endpoint(std::string_view text) {
    const auto authority = split(text);
    if (!is_whole(authority) || !authority->port) {
        return Error{in_quotes(text) + " is no host and port; write for example 127.0.0.1:9009 or [::1]:9009"};
    }
    return Endpoint{std::string{authority->host}, *number<std::uint16_t>(*authority->port)};
}

Result<mapping::Jid> component_domain(std::string_view text) {
    auto jid = mapping::Jid::parse(text);
    if (!jid) {
        return Error{in_quotes(text) + " is no domain (" + jid.error().reason +
                     "); write the component's domain, such as matrix.example.org"};
    }
    if (!jid->is_bare() || !jid->local().empty()) {
        return Error{in_quotes(text) + " is more than a domain; write " + std::string{jid->domain()}};
    }
    return std::move(*jid);
}

Result<std::string> bot_localpart(std::string_view text) {
    if (text.empty() || !holds_only(text, "abcdefghijklmnopqrstuvwxyz0123456789._-/")) {
        return Error{in_quotes(text) +
                     " cannot name the bot; write what stands between @ and : in its user id, of a-z, "
                     "0-9 and . _ - /, such as _xmpp_bot"};
    }
    return value_of(text);
}

Result<std::chrono::milliseconds> duration(std::string_view text) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = number<std::int32_t>(text.substr(0, digits));
    const auto* const unit = std::ranges::find(units, text.substr(digits), &DurationUnit::name);
    if (!count || unit == units.end()) {
        return Error{in_quotes(text) + " is no duration; write a whole number and ms, s, m, h or d, such as 30m"};
    }
    return std::chrono::milliseconds{*count * unit->milliseconds};
}

Result<mapping::ModerationReach> moderation_reach(std::string_view text) {
    const auto found = mapping::parse_reach(text);
    if (!found) {
        return Error{in_quotes(text) + " is no reach of moderation; write never, portals or all"};
    }
    return *found;
}

Result<std::size_t> member_count(std::string_view text) {
    constexpr std::size_t most = 100'000;
    const auto count = number<std::size_t>(text);
    if (!count || *count == 0 || *count > most) {
        return Error{in_quotes(text) + " is no number of members; write one from 1 to " + std::to_string(most)};
    }
    return *count;
}

Result<int> count(std::string_view text) {
    constexpr int most = 1'000'000;
    const auto value = number<int>(text);
    if (!value || *value < 0 || *value > most) {
        return Error{in_quotes(text) + " is no count; write a whole number from 0 to " + std::to_string(most)};
    }
    return *value;
}

Result<bool> yes_or_no(std::string_view text) {
    if (text != "true" && text != "false") {
        return Error{in_quotes(text) + " is neither true nor false; write one of them"};
    }
    return text == "true";
}

Result<bool> public_or_private(std::string_view text) {
    if (text != "public" && text != "private") {
        return Error{in_quotes(text) + " is neither public nor private; write one of them"};
    }
    return text == "public";
}

Result<LogLevel> log_level(std::string_view text) {
    const auto* const found = std::ranges::find(level_names, text);
    if (found == level_names.end()) {
        return Error{in_quotes(text) + " is no log level; write trace, debug, info, warning, error or off"};
    }
    return LogLevel(found - level_names.begin());
}

Result<mapping::Permission> permission(std::string_view text) {
    const auto found = mapping::permission_from(text);
    if (!found) {
        return Error{in_quotes(text) + " is no permission; write block, use, plumb or admin"};
    }
    return *found;
}

} // namespace bascule::config
