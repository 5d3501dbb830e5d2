#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace bascule::bridge {

/// Bytes beyond which a picture is nobody's avatar: larger than any client makes them, smaller than a stanza may be.
inline constexpr std::size_t largest_picture = 512U * 1024U;

/// The media type of a picture, by its first bytes and whatever it calls itself; nothing where it is none that clients
/// show. An avatar that is a page or a script must never be served under our name.
std::optional<std::string> picture_type(std::string_view bytes);

/// SHA-1 in lower-case hexadecimal digits, by which XMPP names pictures.
std::string picture_hash(std::string_view bytes);

} // namespace bascule::bridge
