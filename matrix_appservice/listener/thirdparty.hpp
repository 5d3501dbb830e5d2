#pragma once

#include <optional>
#include <string>
#include <string_view>

// AS API, "Third-party networks": what clients may ask to find people and rooms of the other side.
namespace bascule::matrix {

/// JSON of the protocol's description; nothing where it is not ours.
std::optional<std::string> describe_protocol(std::string_view protocol);

/// JSON array of the users or rooms that a search finds; nothing where the protocol is not ours. Not done: the search
/// itself, so nobody is found, whatever the fields.
std::optional<std::string> search(std::string_view protocol);

/// JSON array of what a Matrix user id or alias stands for. Not done: as above.
std::string look_up();

} // namespace bascule::matrix
