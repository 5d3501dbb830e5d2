#include "bridge/media/web_address.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace bascule::media {

namespace {

struct Scheme {
    std::string_view beginning;
    bool is_secure;
    std::uint16_t port;
};
constexpr std::array schemes{Scheme{"https://", true, 443}, Scheme{"http://", false, 80},
                             Scheme{"aesgcm://", true, 443}};
constexpr std::size_t longest = 4'096;

// A line end in it would begin a header of its own.
bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char one) { return one > ' ' && one < '\x7f'; });
}

bool read_port(std::string_view text, WebAddress& into) {
    const auto* const end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, into.port);
    return failure == std::errc{} && stopped == end && into.port != 0;
}

bool read_authority(std::string_view text, WebAddress& into) {
    if (text.find('@') != std::string_view::npos) {
        return false;
    }
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) {
            return false;
        }
        into.host = text.substr(1, end - 1);
        text.remove_prefix(end + 1);
        return !into.host.empty() && (text.empty() || (text.starts_with(':') && read_port(text.substr(1), into)));
    }
    const auto colon = text.find(':');
    into.host = text.substr(0, colon);
    return !into.host.empty() && (colon == std::string_view::npos || read_port(text.substr(colon + 1), into));
}

} // namespace

std::string WebAddress::authority() const {
    const auto name = host.find(':') == std::string::npos ? host : '[' + host + ']';
    const auto usual = is_secure ? 443 : 80;
    return port == usual ? name : name + ':' + std::to_string(port);
}

mapping::Result<WebAddress> WebAddress::parse(std::string_view url) {
    const auto scheme =
        std::ranges::find_if(schemes, [&](const Scheme& one) { return url.starts_with(one.beginning); });
    if (scheme == schemes.end() || url.size() > longest || !is_printable(url)) {
        return mapping::Error{"its address is no https: or http: URL"};
    }
    url.remove_prefix(scheme->beginning.size());
    WebAddress address{.is_secure = scheme->is_secure, .host = {}, .port = scheme->port, .target = {}};
    const auto hash = url.find('#');
    if (hash != std::string_view::npos) {
        address.fragment = url.substr(hash + 1);
        url = url.substr(0, hash);
    }
    const auto path = std::min(url.find_first_of("/?"), url.size());
    if (!read_authority(url.substr(0, path), address)) {
        return mapping::Error{"its address names no host that can be asked"};
    }
    address.target = url.substr(path);
    if (!address.target.starts_with('/')) {
        address.target.insert(0, "/");
    }
    return address;
}

mapping::Result<WebAddress> WebAddress::relative(std::string_view location) const {
    if (location.starts_with("//")) {
        return parse((is_secure ? "https:" : "http:") + std::string{location});
    }
    if (location.starts_with('/')) {
        return parse((is_secure ? "https://" : "http://") + authority() + std::string{location});
    }
    if (location.starts_with("http")) {
        return parse(location);
    }
    return mapping::Error{"it has moved to where it cannot be followed"};
}

} // namespace bascule::media
