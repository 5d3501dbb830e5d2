#pragma once

#include <optional>
#include <string>
#include <string_view>

// AS API, "Third-party networks": what clients may ask to find people and rooms of the other side.
namespace bascule::matrix {

/// JSON of the protocol's description; nothing where it is not ours.
std::optional<std::string> describe_protocol(std::string_view protocol);

/// JSON arrays of the users or rooms that a search by these fields (a query string) finds; nothing where the protocol
/// is not ours. Not done: the search itself, so nobody is found yet.
std::optional<std::string> find_users(std::string_view protocol, std::string_view fields);
std::optional<std::string> find_locations(std::string_view protocol, std::string_view fields);

/// JSON arrays of what a Matrix user id or alias stands for. Not done: as above.
std::string users_behind(std::string_view user_id);
std::string locations_behind(std::string_view alias);

} // namespace bascule::matrix
