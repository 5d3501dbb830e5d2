#pragma once

#include "bridge/ports/third_party.hpp"

#include <optional>
#include <string>
#include <string_view>

// AS API, "Third-party networks": what clients may ask to find people and rooms of the other side.
namespace bascule::matrix {

/// JSON of the protocol's description; nothing where it is not ours.
std::optional<std::string> describe_protocol(std::string_view protocol);

bool is_our_protocol(std::string_view protocol);
/// JSON array of these users, or of these rooms.
std::string list_of_users(const bridge::ThirdPartyMatches& users);
std::string list_of_rooms(const bridge::ThirdPartyMatches& rooms);

} // namespace bascule::matrix
