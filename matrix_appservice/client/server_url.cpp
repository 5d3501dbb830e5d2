#include "matrix_appservice/client/server_url.hpp"

#include <algorithm>
#include <charconv>

namespace bascule::matrix {

namespace {

constexpr std::string_view plain_scheme = "http://";
constexpr std::string_view secure_scheme = "https://";

std::string default_port(bool is_secure) {
    return is_secure ? "443" : "80";
}

bool is_port(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number > 0 && number <= 65535;
}

// What may stand in a host or path goes into a request's head as it is, so nothing else may.
bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char character) {
        return character > ' ' && character < '\x7F' &&
               std::string_view{"?#@\\\"<>"}.find(character) == std::string_view::npos;
    });
}

// RFC 3986 §3.2: host and port; an IPv6 address stands in brackets.
mapping::Result<ServerUrl> parse_authority(std::string_view authority, bool is_secure) {
    const bool is_bracketed = authority.starts_with('[');
    const auto host_end = is_bracketed ? authority.find(']') : authority.find(':');
    const auto host = authority.substr(is_bracketed ? 1 : 0, host_end - (is_bracketed ? 1 : 0));
    auto rest = host_end == std::string_view::npos ? std::string_view{} : authority.substr(host_end);
    rest.remove_prefix(is_bracketed && !rest.empty() ? 1 : 0);
    if (host.empty() || (is_bracketed && host_end == std::string_view::npos)) {
        return mapping::Error{"the URL has no host"};
    }
    if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1)))) {
        return mapping::Error{"the URL's port is none"};
    }
    return ServerUrl{.is_secure = is_secure,
                     .host = std::string{host},
                     .port = rest.empty() ? default_port(is_secure) : std::string{rest.substr(1)},
                     .prefix = {}};
}

} // namespace

std::string ServerUrl::authority() const {
    const auto in_brackets = host.find(':') == std::string::npos ? host : '[' + host + ']';
    return port == default_port(is_secure) ? in_brackets : in_brackets + ':' + port;
}

std::string ServerUrl::text() const {
    return std::string{is_secure ? secure_scheme : plain_scheme} + authority() + prefix;
}

mapping::Result<ServerUrl> ServerUrl::parse(std::string_view text) {
    const bool is_secure = text.starts_with(secure_scheme);
    if (!is_secure && !text.starts_with(plain_scheme)) {
        return mapping::Error{"the URL must begin with http:// or https://"};
    }
    text.remove_prefix(is_secure ? secure_scheme.size() : plain_scheme.size());
    if (!is_plain(text)) {
        return mapping::Error{"the URL must be a host, a port and a path, and nothing else"};
    }
    auto url = parse_authority(text.substr(0, text.find('/')), is_secure);
    if (url && text.find('/') != std::string_view::npos) {
        const auto path = text.substr(text.find('/'));
        url->prefix = path.substr(0, path.find_last_not_of('/') + 1);
    }
    return url;
}

} // namespace bascule::matrix
